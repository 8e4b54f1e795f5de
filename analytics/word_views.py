"""Placeholder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from complaints.privacy.access import Right, require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require(Right.DASHBOARD)
def word(request: HttpRequest, word: str) -> HttpResponse:
    raise Http404


@require(Right.DASHBOARD)
def find(request: HttpRequest) -> HttpResponse:
    raise Http404
