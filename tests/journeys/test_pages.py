# SPDX-License-Identifier: EUPL-1.2
"""Every page that each role can walk to, at a desktop and on a phone: axe finds nothing, nothing faults, nothing is too wide."""

import re
from contextlib import suppress
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Reader
from tests.journeys.looking import wrong_on_a_phone, wrong_with

pytestmark = pytest.mark.browser

ROLES = (
    "contact_person", "authority_caseworker", "guidance_counsellor", "school_representative", "company_consultant",
    "unit_leader", "secretariat", "data_protection_officer", "municipal_administrator", "system_operator",
)  # fmt: skip
_LEFT_OUT = re.compile(
    r"\.(csv|xlsx|yaml)(\?|$)|/(download|export|file)/|/factors/|/history/N/use|/people/N/(log|thread)/\d"
)
ENOUGH_ROLES = 2
"""So many roles look at a page of one shape in the browser and through axe, the first of them also on a phone."""
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


def looked_before(shared: Path, path: str) -> int:
    """How many roles have looked at a page of this shape, in whichever process; at most ENOUGH_ROLES."""
    name = sha256(shape(path).encode()).hexdigest()
    for before in range(int(shape(path) in ELSEWHERE), ENOUGH_ROLES):
        with suppress(FileExistsError):
            (shared / f"looked-{name}-{before}").touch(exist_ok=False)
            return before
    return ENOUGH_ROLES


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_can_walk_to_is_clean(reader: Reader, shared: Path, role: str) -> None:
    reader.sign_in(role)
    waiting, seen, wrong = [urlsplit(reader.page.url).path], set[str](), list[str]()
    while waiting:
        path = waiting.pop(0)
        if shape(path) in seen or _LEFT_OUT.search(path):
            continue
        seen.add(shape(path))
        before = looked_before(shared, path)
        found, further = _looked_at(reader, path, before) if before < ENOUGH_ROLES else _fetched(reader, path)
        wrong += found
        waiting += dict.fromkeys(further)
    assert wrong == []
    assert len(seen) > 3


def _looked_at(reader: Reader, path: str, before: int) -> tuple[list[str], list[str]]:
    """What is wrong with a page in the browser, and where it leads."""
    answer = reader.page.goto(reader.site + path)
    if answer is None or answer.status != 200:
        return [f"{path} answered {answer and answer.status}"], []
    wrong = reader.axe()
    if before == 0:
        wrong += wrong_on_a_phone(reader)
    return wrong, links(reader)


def _fetched(reader: Reader, path: str) -> tuple[list[str], list[str]]:
    """The same of a page whose shape enough others have looked at: only its answer counts."""
    answer = reader.page.request.get(reader.site + path)
    if answer.status != 200:
        return [f"{path} answered {answer.status}"], []
    return [], _on_this_site(answer.url, [unescape(href) for href in _HREF.findall(answer.text())])


def test_pages_of_refusal_are_clean(reader: Reader) -> None:
    reader.sign_in("school_representative")
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


def _young_person(reader: Reader) -> int:
    """Somebody whom the demo's contact person follows, with a plan, a story, notes and a yes: the first of the demo's citizens."""
    reader.open("/portal/demo/")
    key = reader.page.locator("button[name=citizen][value^='self-']").first.get_attribute("value")
    return int(str(key).removeprefix("self-"))


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
def test_the_threads_own_pages_are_clean(reader: Reader, role: str, pages: tuple[str, ...]) -> None:
    person_id = _young_person(reader)
    if role == "citizen":
        reader.page.locator(f"button[name=citizen][value='self-{person_id}']").click()
        reader.page.wait_for_load_state()
    elif role:
        reader.sign_in(role)
    wrong = []
    for path in (one.replace("/N/", f"/{person_id}/") for one in pages):
        answer = reader.page.goto(reader.site + path)
        if answer is None or answer.status != 200:
            wrong.append(f"{path} answered {answer and answer.status}")
        wrong += wrong_with(reader)
    assert wrong == []


@pytest.mark.parametrize(
    ("role", "listed", "beginning"),
    [("contact_person", "/intake/", "/intake/"), ("contact_person", "/journal/people/N/", "/journal/notes/"),
     ("unit_leader", "/handover/?who=led", "/handover/")],
)  # fmt: skip
def test_what_a_list_leads_to_is_clean(reader: Reader, role: str, listed: str, beginning: str) -> None:
    person_id = _young_person(reader)
    reader.sign_in(role)
    reader.open(listed.replace("/N/", f"/{person_id}/"))
    first = next(href for href in links(reader) if re.fullmatch(rf"{beginning}\d+/", href))
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
    person_id = _young_person(reader)
    if role == "citizen":
        reader.page.locator(f"button[name=citizen][value='self-{person_id}']").click()
        reader.page.wait_for_load_state()
    elif role:
        reader.sign_in(role)
    reader.open(path.replace("/N/", f"/{person_id}/"))
    for field in reader.page.locator("main form[method=post] textarea").all():
        field.fill("")
    reader.page.locator("main form[method=post] .button-primary").last.click()
    expect(reader.page.locator(".form-error-message, .alert-error").first).to_be_visible()
    assert wrong_with(reader) == []
