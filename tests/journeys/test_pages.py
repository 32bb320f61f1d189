# SPDX-License-Identifier: EUPL-1.2
"""Every page that each role can walk to, at a desktop and on a phone: axe finds nothing, nothing faults, nothing is too wide."""

import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.journeys.conftest import DESKTOP, PHONE, Reader

pytestmark = pytest.mark.browser

ROLES = (
    "contact_person", "authority_caseworker", "guidance_counsellor", "school_representative", "company_consultant",
    "unit_leader", "secretariat", "data_protection_officer", "municipal_administrator", "system_operator",
)  # fmt: skip
_LEFT_OUT = re.compile(
    r"\.(csv|xlsx|yaml)$|/(download|export|file)/|/factors/|/history/N/use|/people/N/(log|thread)/\d"
)
ENOUGH_ROLES = 3
"""So many roles look at a page of one shape through axe, the first of them also on a phone."""


def shape(path: str) -> str:
    """A page's address with its numbers and names of things taken out, and without its filters."""
    path = re.sub(r"\d+", "N", urlsplit(path).path)
    path = re.sub(r"^/rules/[a-z0-9_N]+/", "/rules/RULE/", path)
    return re.sub(r"^/organisation/edit/([a-z_]+)/[a-z0-9_N-]+/", r"/organisation/edit/\1/KEY/", path)


def links(reader: Reader) -> list[str]:
    hrefs = reader.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    here = urlsplit(reader.page.url)
    found = [urlsplit(urljoin(reader.page.url, href)) for href in hrefs]
    local = [one for one in found if one.netloc == here.netloc]
    return [one.path + (f"?{one.query}" if one.query else "") for one in local]


def looked_before(shared: Path, path: str) -> int:
    """How many roles have looked at a page of this shape, in whichever process; at most ENOUGH_ROLES."""
    name = sha256(shape(path).encode()).hexdigest()
    for before in range(ENOUGH_ROLES):
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
        answer = reader.page.goto(reader.site + path)
        if answer is None or answer.status != 200:
            wrong.append(f"{path} answered {answer and answer.status}")
            continue
        before = looked_before(shared, path)
        if before < ENOUGH_ROLES:
            wrong += reader.axe()
        if before == 0:
            wrong += on_a_phone(reader, path)
        waiting += dict.fromkeys(links(reader))
    assert wrong == []
    assert len(seen) > 3


def on_a_phone(reader: Reader, path: str) -> list[str]:
    """What is wrong with the page at a phone's width, its width included."""
    reader.page.set_viewport_size(PHONE)
    wrong = [f"phone {one}" for one in reader.axe()]
    wide = reader.page.evaluate("document.documentElement.scrollWidth")
    if wide > PHONE["width"] + 1:
        wrong.append(f"phone {path} is {wide} wide")
    reader.page.set_viewport_size(DESKTOP)
    return wrong


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
