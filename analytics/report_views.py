"""Placeholder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from complaints.privacy.access import Right, require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require(Right.DASHBOARD)
def reports(request: HttpRequest) -> HttpResponse:
    raise Http404


@require(Right.DASHBOARD)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    raise Http404


@require(Right.DASHBOARD)
def report_file(request: HttpRequest, report_id: int) -> HttpResponse:
    raise Http404


@require(Right.DASHBOARD)
def make(request: HttpRequest) -> HttpResponse:
    raise Http404
