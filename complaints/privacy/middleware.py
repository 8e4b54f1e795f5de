"""How long a login lasts, and that its pages are kept by no cache."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRefresh

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# Elements that ask again and again by themselves, by their ids.
POLLING = frozenset({"batch-progress", "export-progress", "header-q-suggestions", "home-q-suggestions"})
BEGAN = "began"


class SessionLimits:
    """Ends a login at its longest time; prolongs it by what a person does, not by what a page asks by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.setdefault(BEGAN, now) >= settings.SESSION_ABSOLUTE_HOURS * 3600:
                logout(request)
            elif request.headers.get("HX-Trigger") not in POLLING:
                # Whatever is saved lasts SESSION_COOKIE_AGE from now.
                request.session.modified = True
        return self.get_response(request)


class PrivatePages:
    """Marks every page as private and not to be stored, on the disk of a shared counter computer least of all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response


class WholeLoginPage:
    """When the login ended, a part of a page that asks for news is loaded again as a whole, with no login inside it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" in request.headers and _leads_to_login(response):
            return HttpResponseClientRefresh()
        return response


def _leads_to_login(response: HttpResponse) -> bool:
    return isinstance(response, HttpResponseRedirect) and urlsplit(response.url).path == resolve_url(settings.LOGIN_URL)
