"""Addresses of complaints."""

from django.urls import path

from complaints import holiday_views, suggestion_views, views

app_name = "complaints"
urlpatterns = [
    path("", views.home, name="home"),
    path("", views.home, name="search"),
    path("complaints/", views.complaint_list, name="list"),
    path("complaints/facets/", views.list_counts, name="facets"),
    path("complaints/suggest/", suggestion_views.suggest, name="suggest"),
    path("complaints/<int:complaint_id>/", views.complaint_detail, name="detail"),
    path("complaints/<int:complaint_id>/reveal/", views.complaint_reveal, name="reveal"),
    path("holidays/", holiday_views.holiday_list, name="holidays"),
    path("holidays/fill/", holiday_views.holiday_fill, name="holidays-fill"),
    path("holidays/<int:holiday_id>/remove/", holiday_views.holiday_remove, name="holiday-remove"),
]
