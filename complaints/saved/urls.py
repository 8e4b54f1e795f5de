"""Addresses of this package."""

from django.urls import path

from complaints.saved import views

app_name = "saved"
urlpatterns = [
    path("", views.saved_list, name="list"),
    path("new/", views.saved_new, name="new"),
    path("<int:search_id>/", views.saved_detail, name="detail"),
    path("<int:search_id>/delete/", views.saved_delete, name="delete"),
]
