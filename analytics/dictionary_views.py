"""Placeholder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from complaints.privacy.access import Right, require

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require(Right.DICTIONARY)
def dictionary(request: HttpRequest) -> HttpResponse:
    raise Http404


@require(Right.DICTIONARY)
def change(request: HttpRequest) -> HttpResponse:
    raise Http404


@require(Right.DICTIONARY)
def history(request: HttpRequest) -> HttpResponse:
    raise Http404


@require(Right.DICTIONARY)
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    raise Http404
