"""Addresses under /ingest/."""

from django.urls import path

from ingest import channel_views, department_views, outcome_views, review_views, source_views, views

app_name = "ingest"
urlpatterns = [
    path("", views.batch_list, name="list"),
    path("upload/", views.upload, name="upload"),
    path("words/", views.words, name="words"),
    path("channels/", channel_views.channel_list, name="channels"),
    path("channels/new/", channel_views.channel_edit, name="channel_new"),
    path("channels/<int:channel_id>/", channel_views.channel_edit, name="channel"),
    path("channels/<int:channel_id>/delete/", channel_views.channel_delete, name="channel_delete"),
    path("departments/", department_views.department_list, name="departments"),
    path("departments/new/", department_views.department_edit, name="department_new"),
    path("departments/<int:department_id>/", department_views.department_edit, name="department"),
    path("departments/<int:department_id>/merge/", department_views.department_merge, name="department_merge"),
    path("departments/<int:department_id>/unmerge/", department_views.department_unmerge, name="department_unmerge"),
    path("sources/", source_views.source_list, name="sources"),
    path("sources/new/", source_views.source_edit, name="source_new"),
    path("sources/<int:source_id>/", source_views.source_detail, name="source"),
    path("sources/<int:source_id>/edit/", source_views.source_edit, name="source_edit"),
    path("sources/<int:source_id>/run/", source_views.source_run, name="source_run"),
    path("sources/<int:source_id>/trial/", source_views.source_trial, name="source_trial"),
    path("sources/<int:source_id>/delete/", source_views.source_delete, name="source_delete"),
    path("sources/alerts/<int:alert_id>/", source_views.alert_acknowledge, name="alert"),
    path("<int:batch_id>/", views.batch_detail, name="detail"),
    path("<int:batch_id>/review/", review_views.review, name="review"),
    path("<int:batch_id>/password/", review_views.password, name="password"),
    path("<int:batch_id>/undo/", outcome_views.undo, name="undo"),
    path("<int:batch_id>/fates/", outcome_views.fates, name="fates"),
    path("<int:batch_id>/vanished/", outcome_views.vanished, name="vanished"),
    path("<int:batch_id>/rejects.xlsx", outcome_views.rejects, name="rejects"),
]
