"""Addresses of this package."""

from django.urls import path

from complaints.callers import views

app_name = "callers"
urlpatterns = [
    path("<int:complaint_id>/", views.card, name="card"),
    path("decide/", views.decide_callers, name="decide"),
    path("decisions/", views.decisions, name="decisions"),
    path("decisions/<int:decision_id>/undo/", views.undo_decision, name="undo"),
]
