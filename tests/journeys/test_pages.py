# SPDX-License-Identifier: EUPL-1.2
"""Every page that each role can walk to, at a desktop and on a phone: axe finds nothing, nothing faults, nothing is too wide."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Reader, young_person
from tests.journeys.looking import LookedAt, parts, wrong_with

pytestmark = pytest.mark.browser

ROLES = (
    "contact_person", "authority_caseworker", "guidance_counsellor", "school_representative", "company_consultant",
    "unit_leader", "secretariat", "data_protection_officer", "municipal_administrator", "system_operator",
)  # fmt: skip
_LEFT_OUT = re.compile(
    r"\.(csv|xlsx|yaml|ics)(\?|$)|/(download|export|file)/|/factors/|/history/N/use|/people/N/(log|thread)/\d"
)
_HREF = re.compile(r'<a\b[^>]*\shref="([^"]*)"')


def shape(path: str) -> str:
    """A page's address with its numbers and names of things taken out, and without its filters."""
    path = re.sub(r"\d+", "N", urlsplit(path).path)
    path = re.sub(r"^/rules/[a-z0-9_N]+/", "/rules/RULE/", path)
    return re.sub(r"^/organisation/edit/([a-z_]+)/[a-z0-9_N-]+/", r"/organisation/edit/\1/KEY/", path)


def links(reader: Reader) -> list[str]:
    hrefs = reader.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return _on_this_site(reader.page.url, hrefs)


def _on_this_site(here: str, hrefs: list[str]) -> list[str]:
    found = [urlsplit(urljoin(here, href)) for href in hrefs]
    local = [one for one in found if one.netloc == urlsplit(here).netloc]
    return [one.path + (f"?{one.query}" if one.query else "") for one in local]


@pytest.fixture
def reader(reader: Reader) -> Reader:
    """Here nearly every page is looked at."""
    reader.carry_axe()
    return reader


@pytest.fixture
def looked(shared: Path) -> LookedAt:
    return LookedAt(shared)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_can_walk_to_is_clean(reader: Reader, looked: LookedAt, role: str) -> None:
    """Whoever comes first to a page of one shape looks at it whole; whose page has parts that nobody has seen looks again."""
    reader.sign_in(role)
    waiting, seen, wrong = ["/"], set[str](), list[str]()
    while waiting:
        path = waiting.pop(0)
        if shape(path) in seen or _LEFT_OUT.search(path):
            continue
        seen.add(shape(path))
        is_first = shape(path) not in ELSEWHERE and looked.is_first(shape(path))
        found, further = (_looked_at if is_first else _fetched)(reader, looked, path)
        wrong += found
        waiting += dict.fromkeys(further)
    assert wrong == []
    assert len(seen) > 3


def _looked_at(reader: Reader, looked: LookedAt, path: str, *, whole: bool = True) -> tuple[list[str], list[str]]:
    """What is wrong with a page in the browser, on a phone too when it is looked at whole, and where it leads."""
    answer = reader.page.goto(reader.site + path)
    if answer is None or answer.status != 200:
        return [f"{path} answered {answer and answer.status}"], []
    wrong = wrong_with(reader) if whole else reader.axe()
    looked.remember(shape(path), parts(answer.text()))
    return wrong, links(reader)


def _fetched(reader: Reader, looked: LookedAt, path: str) -> tuple[list[str], list[str]]:
    """The same of a page of a shape that another looks at: it is only fetched, unless it has parts that were never looked at."""
    answer = reader.page.request.get(reader.site + path)
    if answer.status != 200:
        return [f"{path} answered {answer.status}"], []
    if looked.new_in(parts(answer.text())):
        return _looked_at(reader, looked, path, whole=False)
    return [], _on_this_site(answer.url, [unescape(href) for href in _HREF.findall(answer.text())])


def test_pages_of_refusal_are_clean(reader: Reader) -> None:
    reader.sign_in("school_representative", at="/no-such-page/")
    for path, status in (
        ("/people/999999/", 404),
        ("/no-such-page/", 404),
        ("/log/", 403),
        ("/organisation/edit/", 403),
    ):
        answer = reader.page.goto(reader.site + path)
        assert answer is not None
        assert answer.status == status
        assert reader.axe() == []


THREAD = (
    "/intake/", "/intake/new/", "/intake/outreach/", "/intake/people/N/", "/intake/people/N/enquiry/",
    "/intake/people/N/workshop/", "/intake/people/N/visitation/", "/handover/", "/handover/?who=sent", "/plans/people/N/",
    "/plans/people/N/network/", "/plans/people/N/pyramid/", "/plans/people/N/trials/", "/plans/people/N/progression/",
    "/plans/people/N/texts/", "/plans/people/N/versions/", "/plans/people/N/laws/", "/plans/people/N/print/",
    "/plans/people/N/steps/add/", "/plans/people/N/agreements/add/", "/plans/people/N/progression/measure/",
    "/plans/people/N/sign/", "/plans/experience/", "/journal/people/N/", "/journal/people/N/write/",
    "/journal/people/N/story/", "/journal/people/N/story/write/", "/journal/people/N/story/versions/",
    "/consent/people/N/", "/consent/people/N/may-i-share/", "/consent/people/N/new/", "/portal/staff/N/messages/",
    "/portal/staff/N/access/", "/portal/staff/N/representative/", "/cases/people/N/", "/cases/people/N/propose/",
    "/people/N/thread/", "/protection/emergency/",
)  # fmt: skip
PORTAL = (
    "/portal/N/", "/portal/N/thread/", "/portal/N/messages/", "/portal/N/looked/", "/portal/N/plan/",
    "/portal/N/plan/goal/", "/portal/N/plan/step/", "/portal/N/plan/score/", "/portal/N/consents/", "/portal/N/story/",
    "/portal/N/story/write/",
)  # fmt: skip
OPEN = ("/intake/ask/", "/portal/sign-in/", "/portal/demo/", "/portal/sign-in/code/")
LED = ("/handover/leaving/", "/handover/?who=led", "/protection/looks/", "/cases/shifts/", "/cases/absences/")
GUARDED = (
    "/protection/", "/protection/openings/", "/protection/rounds/", "/protection/find/", "/protection/people/N/",
    "/protection/people/N/hold/", "/protection/holds/", "/protection/looks/", "/protection/copies/",
    "/protection/retention/", "/protection/receipts/", "/consent/rules/",
)  # fmt: skip


ELSEWHERE = {shape(path) for path in (*THREAD, *OPEN, *LED, *GUARDED)}
"""Shapes that the test below looks at, whoever else does."""


@pytest.mark.parametrize(
    ("role", "pages"),
    [("", OPEN), ("contact_person", THREAD), ("unit_leader", LED), ("data_protection_officer", GUARDED), ("citizen", PORTAL)],
    ids=["nobody", "contact_person", "unit_leader", "data_protection_officer", "citizen"],
)  # fmt: skip
def test_the_threads_own_pages_are_clean(reader: Reader, looked: LookedAt, role: str, pages: tuple[str, ...]) -> None:
    enter(reader, role, pages[0])
    wrong = []
    for path in pages:
        wrong += _looked_at(reader, looked, _of_somebody(reader, path))[0]
    assert wrong == []


def test_a_text_that_is_hard_to_read_is_found_where_another_of_its_kind_has_passed(reader: Reader) -> None:
    """The control of look.js: what has passed before is looked up by how it looks, so what fades is asked about again."""
    reader.open("/account/login/")
    assert reader.axe() == []
    reader.page.evaluate("document.querySelector('main label, main p').style.color = '#cccccc'")
    assert [one for one in reader.axe() if "color-contrast" in one]


def _of_somebody(reader: Reader, path: str) -> str:
    return path.replace("/N/", f"/{young_person(reader.site)}/")


def enter(reader: Reader, role: str, path: str) -> None:
    """Open a page as somebody with a role, as the young person, or as nobody."""
    if role == "citizen":
        reader.sign_in_citizen(young_person(reader.site), at=_of_somebody(reader, path))
    elif role:
        reader.sign_in(role, at=_of_somebody(reader, path))
    else:
        reader.open(path)


@pytest.mark.parametrize(
    ("role", "listed", "address"),
    [("contact_person", "/intake/", r"/intake/\d+/"), ("contact_person", "/journal/people/N/", r"/journal/notes/\d+/"),
     ("unit_leader", "/handover/?who=led", r"/handover/\d+/"),
     ("contact_person", "/portal/staff/N/access/", r"/portal/staff/access/\d+/end/")],
)  # fmt: skip
def test_what_a_list_leads_to_is_clean(reader: Reader, role: str, listed: str, address: str) -> None:
    enter(reader, role, listed)
    first = next(href for href in links(reader) if re.fullmatch(address, href))
    reader.open(first)
    assert wrong_with(reader) == []


@pytest.mark.parametrize(
    ("role", "path"),
    [("contact_person", "/intake/new/"), ("contact_person", "/plans/people/N/steps/add/"),
     ("contact_person", "/journal/people/N/write/"), ("contact_person", "/consent/people/N/new/"),
     ("contact_person", "/consent/people/N/may-i-share/"), ("citizen", "/portal/N/messages/"),
     ("citizen", "/portal/N/plan/goal/"), ("", "/intake/ask/"), ("", "/portal/sign-in/")],
)  # fmt: skip
def test_a_form_that_is_sent_empty_is_clean(reader: Reader, role: str, path: str) -> None:
    enter(reader, role, path)
    for field in reader.page.locator("main form[method=post] textarea").all():
        field.fill("")
    reader.page.locator("main form[method=post] .button-primary").last.click()
    expect(reader.page.locator(".form-error-message, .alert-error").first).to_be_visible()
    assert wrong_with(reader) == []
