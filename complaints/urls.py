"""Addresses of complaints."""

from django.urls import path

from complaints import views

app_name = "complaints"
urlpatterns = [
    path("", views.home, name="home"),
    path("", views.home, name="search"),
    path("complaints/", views.complaint_list, name="list"),
    path("complaints/<int:complaint_id>/", views.complaint_detail, name="detail"),
    path("complaints/<int:complaint_id>/reveal/", views.complaint_reveal, name="reveal"),
]
