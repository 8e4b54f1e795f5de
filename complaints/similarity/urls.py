"""Addresses of similar answers."""

from django.urls import path

from complaints.similarity import views

app_name = "similarity"
urlpatterns = [
    path("", views.similar_to_typed, name="text"),
    path("<int:complaint_id>/", views.similar_to_complaint, name="of"),
    path("<int:complaint_id>/draft/", views.answer_draft, name="draft"),
]
