"""As much of a browser as a page's time takes: cookies, forms, redirects, and the parts a page loads afterwards."""

from __future__ import annotations

import html
import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

LOGIN = "/accounts/login/"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LOADED = re.compile(r'<[^>]*\bhx-trigger="[^"]*\bload\b[^"]*"[^>]*>')
_ADDRESS = re.compile(r'\bhx-get="([^"]+)"')


class PageError(Exception):
    """The server answered with something else than the page that was asked for."""


class Browser:
    """One person's; a new connection for each question, kept for the requests that belong to it."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.cookies: dict[str, str] = {}
        self.page = ""
        self.connection = self._connected()

    def renew(self) -> None:
        self.connection.close()
        self.connection = self._connected()

    def log_in(self, account: str, password: str) -> None:
        self.get(LOGIN)
        self.post(LOGIN, username=account, password=password)

    def get(self, path: str) -> None:
        """Open the page behind an address, redirects followed; raises PageError for anything but a page."""
        self._followed("GET", path, None, {})

    def post(self, path: str, **fields: str) -> None:
        """Send a form with the token of the page that is open, and follow to the answer."""
        found = _TOKEN.search(self.page)
        body = urlencode({"csrfmiddlewaretoken": found[1] if found else "", **fields})
        self._followed("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def parts(self) -> list[str]:
        """Addresses that the open page loads by itself once it is there."""
        found = (_ADDRESS.search(tag) for tag in _LOADED.findall(self.page))
        return [html.unescape(address[1]) for address in found if address]

    def part(self, path: str) -> None:
        """Load one part of the open page as htmx does; raises PageError."""
        status, _, _ = self._asked("GET", path, None, {"HX-Request": "true"})
        if status not in {http.client.OK, http.client.NO_CONTENT}:
            raise PageError(f"{status} {path.partition('?')[0]}")

    def _followed(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> None:
        status, location, text = self._asked(method, path, body, headers)
        while status in {301, 302, 303}:
            path = urlsplit(location)._replace(scheme="", netloc="").geturl()
            if path.startswith(LOGIN):
                raise PageError("logged out")
            status, location, text = self._asked("GET", path, None, {})
        if status != http.client.OK or (method == "POST" and path == LOGIN):
            raise PageError(f"{status} {path.partition('?')[0]}")
        self.page = text

    def _connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=60)

    def _asked(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": cookie, **headers})
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location", ""), text
