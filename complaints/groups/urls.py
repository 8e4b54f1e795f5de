"""Addresses of this package."""

from __future__ import annotations

from django.urls import path

from complaints.groups import decision_views, repeat_views, views

app_name = "groups"
urlpatterns = [
    path("", views.group_list, name="list"),
    path("<int:group_id>/", views.group_detail, name="detail"),
    path("<int:group_id>/split/", decision_views.group_split, name="split"),
    path("<int:group_id>/add/", decision_views.group_add, name="add"),
    path("<int:group_id>/decide/", decision_views.group_decide, name="decide"),
    path("of/<int:complaint_id>/", views.group_of, name="of"),
    path("decisions/", views.decision_list, name="decisions"),
    path("decisions/<int:decision_id>/undo/", decision_views.decision_undo, name="undo"),
    path("repeat/<int:complaint_id>/", repeat_views.repeat, name="repeat"),
    path("repeat/<int:complaint_id>/sheet/", repeat_views.sheet, name="sheet"),
]
