"""Addresses of the analytics."""

from django.urls import path

from analytics import (
    alert_views,
    compare_views,
    dictionary_views,
    grouped_views,
    heat_views,
    month_views,
    report_views,
    service_views,
    trend_views,
    word_views,
)

app_name = "analytics"
urlpatterns = [
    path("", month_views.month, name="month"),
    path("keywords/", word_views.find, name="find"),
    path("keywords/<str:word>/", word_views.word, name="word"),
    path("trend/", trend_views.trend, name="trend"),
    path("heat/", heat_views.heat, name="heat"),
    path("compare/", compare_views.compare, name="compare"),
    path("service/", service_views.service, name="service"),
    path("callers/", grouped_views.callers, name="callers"),
    path("matters/", grouped_views.matters, name="matters"),
    path("alerts/", alert_views.alerts, name="alerts"),
    path("subscription/", alert_views.subscription, name="subscription"),
    path("reports/", report_views.reports, name="reports"),
    path("reports/new/", report_views.make, name="report-make"),
    path("reports/<int:report_id>/", report_views.report, name="report"),
    path("reports/<int:report_id>/xlsx/", report_views.report_file, name="report-file"),
    path("dictionary/", dictionary_views.dictionary, name="dictionary"),
    path("dictionary/change/", dictionary_views.change, name="dictionary-change"),
    path("dictionary/history/", dictionary_views.history, name="dictionary-history"),
    path("dictionary/history/<int:change_id>/undo/", dictionary_views.undo, name="dictionary-undo"),
]
