"""Addresses under /ingest/."""

from django.urls import path

from ingest import views

app_name = "ingest"
urlpatterns = [
    path("", views.batch_list, name="list"),
    path("upload/", views.upload, name="upload"),
    path("words/", views.words, name="words"),
    path("<int:batch_id>/", views.batch_detail, name="detail"),
]
