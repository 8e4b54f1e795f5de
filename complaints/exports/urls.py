"""Addresses of this package."""

from django.urls import path

from complaints.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="list"),
    path("new/", views.export_new, name="new"),
    path("<int:export_id>/", views.export_detail, name="detail"),
    path("<int:export_id>/cancel/", views.export_cancel, name="cancel"),
    path("<int:export_id>/file/", views.export_file, name="file"),
]
