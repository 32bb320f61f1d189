# SPDX-License-Identifier: EUPL-1.2
"""Every page of every role, at a desktop and on a phone, in Danish and English: axe finds nothing, nothing faults."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.journeys.conftest import DESKTOP, PHONE, Reader

pytestmark = pytest.mark.browser

ROLES = (
    "contact_person", "authority_caseworker", "guidance_counsellor", "school_representative", "company_consultant",
    "unit_leader", "secretariat", "data_protection_officer", "municipal_administrator", "system_operator",
)  # fmt: skip
_LEFT_OUT = re.compile(r"/(export|desk|mine|download|factors|history/\d+/use)|\.(csv|xlsx)|/file/$")
_PER_SHAPE = 3
"""Pages of one shape (the same address but for numbers and filters) are walked this many times."""


def shape(path: str) -> str:
    """A page's address with its numbers and values taken out."""
    parts = urlsplit(path)
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return re.sub(r"\d+", "N", parts.path) + ("?" + "&".join(names[:1]) if names else "")


def links(reader: Reader) -> list[str]:
    hrefs = reader.page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    here = urlsplit(reader.page.url)
    found = [urlsplit(urljoin(reader.page.url, href)) for href in hrefs]
    local = [one for one in found if one.netloc == here.netloc]
    return [one.path + (f"?{one.query}" if one.query else "") for one in local]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_can_walk_to_is_clean(reader: Reader, role: str) -> None:
    reader.sign_in(role)
    waiting, seen, wrong = [urlsplit(reader.page.url).path], dict[str, int](), list[str]()
    while waiting:
        path = waiting.pop(0)
        if _LEFT_OUT.search(path) or seen.get(shape(path), 0) >= (1 if "?" in path else _PER_SHAPE):
            continue
        seen[shape(path)] = seen.get(shape(path), 0) + 1
        answer = reader.page.goto(reader.site + path)
        if answer is None or answer.status != 200:
            wrong.append(f"{path} answered {answer and answer.status}")
            continue
        wrong += reader.axe()
        if seen[shape(path)] == 1 and "?" not in path:
            reader.page.set_viewport_size(PHONE)
            wrong += [f"phone {one}" for one in reader.axe()]
            wide = reader.page.evaluate("document.documentElement.scrollWidth")
            if wide > PHONE["width"] + 1:
                wrong.append(f"phone {path} is {wide} wide")
            reader.page.set_viewport_size(DESKTOP)
        waiting += [link for link in dict.fromkeys(links(reader)) if seen.get(shape(link), 0) < _PER_SHAPE]
    assert wrong == []
    assert len(seen) > 3


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
