"""Error pages: an id to tell the administrator, never a trace or a value."""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.http import HttpRequest

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The id on the page stands in the log beside where it happened; the error's text may hold data and is left out."""
    error_id = secrets.token_hex(4)
    kind, _, trace = sys.exc_info()
    places = "".join(traceback.format_tb(trace)) if trace else ""
    logger.error("error %s: %s at %s\n%s", error_id, kind.__name__ if kind else "unknown", request.path, places)
    # Without the request: the frame would ask the database, which may be what is broken.
    return HttpResponse(render_to_string("errors/500.html", {"error_id": error_id}), status=500)
