"""Addresses of this package."""

from django.urls import path

from complaints.synonyms import views

app_name = "synonyms"
urlpatterns = [
    path("", views.group_list, name="list"),
    path("new/", views.group_edit, name="new"),
    path("history/", views.history, name="history"),
    path("history/<int:change_id>/undo/", views.undo, name="undo"),
    path("<int:group_id>/", views.group_edit, name="edit"),
    path("<int:group_id>/delete/", views.group_delete, name="delete"),
]
