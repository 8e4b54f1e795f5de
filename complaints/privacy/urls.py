"""Addresses of the access log."""

from django.urls import path

from complaints.privacy import views

app_name = "privacy"
urlpatterns = [path("log/", views.log_list, name="log")]
