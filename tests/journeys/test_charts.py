"""Charts in a real browser under the real policy: drawn, walked by keys, opened, saved, printed, read by everybody."""

from __future__ import annotations

import mimetypes
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from csp.utils import build_policy
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from playwright.sync_api import expect

from analytics.numbers import Chart, Number, Series
from tests.journeys.test_every_page import SIZES, findings, wider_than_screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import RequestFactory
    from playwright.sync_api import Browser, Page, Route
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.journey
STATIC = Path(__file__).resolve().parents[2] / "static"
HOST = "http://charts.test"
PAGE = (
    "{% extends 'analytics/base.html' %}{% block content %}<h1>2024년 9월 현황</h1>"
    "{% for chart in charts %}<section>{% include 'analytics/_chart.html' %}</section>{% endfor %}{% endblock %}"
)
WORDS = tuple(
    "불법주정차 가로등 포트홀 어린이보호구역 층간소음 쓰레기 무단투기 횡단보도 신호등 과속방지턱 주차장 "  # noqa: SIM905
    "악취 보도블록 하수구 빗물받이 가로수 현수막 반려견 킥보드 버스정류장 재난지원금 CCTV 놀이터 침수 5G".split()
)
MONTHS = tuple(f"2024년 {month}월" for month in range(1, 10))


def number(value: int) -> Number:
    return Number(None, is_hidden=True) if value < 5 else Number(value, f"/opened/{value}/")


def chart(kind: str, labels: tuple[str, ...], *names: str, most: int = 400) -> Chart:
    """Every number of it is another one; the last is hidden."""
    series = tuple(
        Series(name, (*(number(most - 40 * s - 10 * i) for i in range(len(labels) - 1)), number(1)))
        for s, name in enumerate(names)
    )
    return Chart(kind, kind, f"그림 {kind}", "낱말", labels, series, unit="명")


CHARTS = [
    chart("cloud", WORDS, "민원인 수", most=402),
    chart("line", MONTHS, "불법주정차", "가로등"),
    chart("bar", ("새올상담민원", "국민신문고", "환경 순찰"), "8월", "9월"),
    chart("heat", MONTHS, "불법주정차", "가로등", "포트홀"),
]


@pytest.fixture
def html(rf: RequestFactory, settings: Settings) -> str:
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    request = rf.get("/analytics/")
    request.user = AnonymousUser()
    context = {"request": request, "charts": CHARTS, "institution_name": "가온구청"}
    return str(engines["django"].from_string(PAGE).render(context))


@pytest.fixture
def drawn(browser: Browser, html: str) -> Iterator[Page]:
    """The page with one chart of each kind, drawn; every refusal of the policy and every error fails the test."""
    context = browser.new_context(base_url=HOST, viewport={"width": 1366, "height": 768})
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0] or "font/woff2")
        else:
            policy = {"Content-Security-Policy": build_policy()}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=policy)

    page.route("**/*", answer)
    page.goto("/analytics/")
    yield settled(page)
    context.close()
    assert faults == []


def settled(page: Page) -> Page:
    expect(page.locator("[data-drawn] svg")).to_have_count(len(CHARTS))
    expect(page.locator("#chart-cloud svg text")).to_have_count(len(WORDS) - 1)
    return page


def places_of_words(page: Page) -> list[Any]:
    script = "texts => texts.map(text => [text.textContent, text.getAttribute('transform')])"
    found: list[Any] = page.locator("#chart-cloud svg text").evaluate_all(script)
    return found


@pytest.mark.parametrize(
    ("name", "keys", "said", "opened"),
    [
        ("cloud", ["Right", "Right"], "가로등, 민원인 수, 392명, Enter로 열기", "/opened/392/"),
        ("line", ["Right", "Right", "Down"], "2024년 2월, 가로등, 350명, Enter로 열기", "/opened/350/"),
        ("bar", ["Down", "Down", "Down"], "환경 순찰, 8월, 5명 미만", "/analytics/"),
        ("heat", ["Left", "Down", "Down"], "2024년 1월, 포트홀, 320명, Enter로 열기", "/opened/320/"),
    ],
)
def test_a_chart_is_walked_and_opened_by_keys(drawn: Page, name: str, keys: list[str], said: str, opened: str) -> None:
    drawn.locator(f"#chart-{name} [data-save=png]").focus()
    drawn.keyboard.press("Tab")
    for key in keys:
        drawn.keyboard.press(f"Arrow{key}")
    expect(drawn.locator(f"#chart-{name} [data-plot-news]")).to_have_text(said)
    drawn.keyboard.press("Enter")
    expect(drawn).to_have_url(f"{HOST}{opened}")


def test_what_is_clicked_opens_and_words_are_back_where_they_stood(drawn: Page) -> None:
    words = places_of_words(drawn)
    for name, text, aside in (("cloud", "포트홀", 0), ("heat", "400", 0), ("bar", "390명", 30)):
        found = drawn.locator(f"#chart-{name} svg text", has_text=text)
        found.scroll_into_view_if_needed()
        box = found.bounding_box()
        assert box
        # The number of a bar stands right of it.
        drawn.mouse.click(box["x"] + (-aside or box["width"] / 2), box["y"] + box["height"] / 2)
        expect(drawn).to_have_url(f"{HOST}/opened/{'382' if name == 'cloud' else text.removesuffix('명')}/")
        drawn.goto("/analytics/")
        settled(drawn)
    assert places_of_words(drawn) == words


def test_a_word_is_opened_by_a_finger_that_points_and_presses_at_once(drawn: Page) -> None:
    """What is pointed at is drawn anew between the pressing and the letting go."""
    drawn.locator("#chart-cloud svg text", has_text="포트홀").evaluate(
        """async (word) => {
            const { x, y, width, height } = word.getBoundingClientRect();
            const at = { bubbles: true, clientX: x + width / 2, clientY: y + height / 2 };
            const under = () => document.elementFromPoint(at.clientX, at.clientY);
            const send = (...names) => names.forEach((name) => under().dispatchEvent(new MouseEvent(name, at)));
            send("mousemove", "mousedown");
            for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
            send("mouseup", "click");
        }"""
    )
    expect(drawn).to_have_url(f"{HOST}/opened/382/")


def test_every_picture_is_saved_with_its_title(drawn: Page, tmp_path: Path) -> None:
    for button in drawn.locator("[data-save]").all():
        with drawn.expect_download() as download:
            button.click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
    for each in CHARTS:
        size = struct.unpack(">II", (tmp_path / f"{each.title}.png").read_bytes()[16:24])
        assert size == (1920, 1080)
        picture = ElementTree.parse(tmp_path / f"{each.title}.svg")  # noqa: S314 - made by our own page
        texts = {element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")}
        assert {each.title, "가온구청 · 2024년 9월 현황"} <= texts


def test_charts_are_as_wide_as_paper_while_they_are_printed(drawn: Page) -> None:
    chart = drawn.locator("#chart-line svg")
    before = chart.get_attribute("width")
    drawn.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert chart.get_attribute("width") == "690"
    drawn.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert chart.get_attribute("width") == before


@pytest.mark.parametrize("size", list(SIZES))
def test_charts_are_for_everybody(drawn: Page, size: str) -> None:
    drawn.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    for mode in ("high-contrast", "light"):
        drawn.evaluate("mode => localStorage.setItem('civicsearch-mode', mode)", mode)
        drawn.goto("/analytics/")
        settled(drawn)
        drawn.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        assert findings(drawn) == []
        assert not wider_than_screen(drawn)


def test_a_hidden_number_is_said_to_be_one_in_the_picture(drawn: Page) -> None:
    for name, times in {"line": 1, "bar": 2, "heat": 3, "cloud": 0}.items():
        expect(drawn.locator(f"#chart-{name} svg text", has_text="5명 미만")).to_have_count(times)
    assert "5G" not in [word for word, _ in places_of_words(drawn)]


def test_charts_follow_the_contrast_of_the_page(drawn: Page) -> None:
    drawn.evaluate("document.documentElement.dataset.krdsMode = 'high-contrast'")
    letters = drawn.locator("#chart-line svg text", has_text="불법주정차")
    expect(letters).to_have_attribute("fill", "#f4f5f6")
    assert len(places_of_words(drawn)) == len(WORDS) - 1
