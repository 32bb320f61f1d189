# SPDX-License-Identifier: EUPL-1.2
"""Every column holds a word of its own; each word turns up only before those who may see that column (SECURITY A5, H7, H8)."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from roedtraad.cases.models import Contact, ContactPerson
from roedtraad.kernel.actor import Role
from roedtraad.kernel.checks import rule_of
from roedtraad.kernel.classification import Classification, Export
from roedtraad.organisation.models import Account, RoleAssignment
from roedtraad.people.cpr import formatted
from roedtraad.people.models import YoungPerson
from tests.access.asking import Browser, whole_site
from tests.access.known import known, refused_once, remembered_between_pages
from tests.access.pages import PAGES
from tests.access.rooms import ROOMS
from tests.access.stage import BACKEND, RULE, Stage, make_stage
from tests.access.table import CONTACT_PERSON, LOG_OF, PERSON, SIGNAL, SITUATION, UPLOAD, Page
from tests.cast import LONG_AGO, make_account, make_contact, make_contact_person
from tests.world import NUMBER, WORD, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite_only]

# Those who have to do with the world's young person, by role; and those who have not.
OWN = (
    "contact_person",
    "authority_caseworker",
    "guidance_counsellor",
    "school_representative",
    "company_consultant",
    "unit_leader",
)
OUTSIDERS = (
    "anonymous", "former_contact_person", "other_caseworker", "counsellor", "other_leader", "other_school_representative",
    "consultant", "secretariat", "data_protection_officer", "administrator", "operator", "company", "young_person", "no_role",
)  # fmt: skip

FULL = frozenset({"contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader"})
IDENTITY = frozenset(OWN)
DETAILS = FULL | {"company_consultant"}
ADDRESS = FULL - {"guidance_counsellor"}
AT_SCHOOL = FULL | {"school_representative"}
STAFF = frozenset((*OWN, *OUTSIDERS)) - {"anonymous", "company", "young_person", "no_role"}
EVERYBODY = frozenset((*OWN, *OUTSIDERS))
NOBODY: frozenset[str] = frozenset()

GROUND_FLOOR: dict[str, frozenset[str]] = {
    "people.YoungPerson.reference": IDENTITY | {"data_protection_officer"},
    "people.YoungPerson.given_name": IDENTITY,
    "people.YoungPerson.family_name": IDENTITY,
    "people.YoungPerson.phone": DETAILS,
    "people.YoungPerson.email": DETAILS,
    "people.YoungPerson.interpreter_language": DETAILS,
    "people.YoungPerson.street": ADDRESS,
    "people.YoungPerson.postal_code": ADDRESS,
    "people.YoungPerson.city": ADDRESS,
    "people.YoungPerson.source": IDENTITY,
    "people.Guardian.name": FULL,
    "people.Guardian.relation": FULL,
    "people.Guardian.phone": FULL,
    "people.Guardian.email": FULL,
    "people.Guardian.street": ADDRESS,
    # That a school exists is no secret among staff; who goes there is told by the page alone.
    "people.School.name": STAFF - {"company_consultant", "consultant"},
    "people.School.code": STAFF,
    "people.School.kind": STAFF,
    "people.School.district": STAFF,
    "people.LifeSituation.reference": NOBODY,
    "people.LifeSituation.place": DETAILS,
    "people.LifeSituation.benefit_rate": DETAILS,
    "people.LifeSituation.source": DETAILS,
    "cases.Case.reference": FULL,
    "cases.Case.law": FULL,
    "cases.Case.source": FULL,
    "detection.Signal.occurrence": NOBODY,
    # Which sender raises how many false alarms is a figure without names.
    "detection.Signal.source": FULL | {"secretariat", "other_leader", "administrator"},
    "detection.Signal.origins": NOBODY,
    "detection.Signal.state_reason": FULL,
    "detection.SweepRun.started_by": STAFF,
    "organisation.Department.code": EVERYBODY,
    "organisation.Department.name_da": EVERYBODY,
    "organisation.Department.name_en": EVERYBODY,
    "organisation.Unit.code": EVERYBODY,
    "organisation.Unit.name_da": EVERYBODY,
    "organisation.Unit.name_en": EVERYBODY,
    "organisation.Account.username": frozenset({"administrator"}),
    "organisation.Account.name": STAFF,
    "organisation.Account.title": STAFF,
    "organisation.Account.phone": IDENTITY | {"administrator"},
    "organisation.Account.email": IDENTITY | {"administrator"},
    "organisation.RoleAssignment.school_code": frozenset({"administrator"}),
}
"""The field table of the ground floor, written out: before whom a column's value may turn up."""
WHO_MAY_SEE = GROUND_FLOOR | {column: who for room in ROOMS for column, who in room.who_may_see.items()}

ON_NO_PAGE = {"people.YoungPerson.source", "people.LifeSituation.benefit_rate", "cases.Case.source"}
MUST_BE_SEEN = {
    name for name, who in GROUND_FLOOR.items() if who and name.split(".")[1] in {"YoungPerson", "Guardian", "LifeSituation", "Case"}
} - ON_NO_PAGE  # fmt: skip
"""The positive control: these must turn up before somebody, or the walk has seen nothing."""


@dataclass
class Theatre:
    """The stage with a young person made of planted words, and those who have to do with her."""

    stage: Stage
    world: World
    clients: dict[str, Client] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, str]:
        """From each planted word to its column."""
        return {word: column for column, word in self.world.words.items()}

    @property
    def person(self) -> YoungPerson:
        found: YoungPerson = self.world.row("people.YoungPerson")
        return found


@pytest.fixture(scope="module")
def theatre(django_db_setup: None, django_db_blocker: Any) -> Iterator[Theatre]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield _set_up()
        transaction.set_rollback(True)


def _set_up() -> Theatre:
    theatre = Theatre(make_stage(), make_world())
    unit, school = theatre.world.row("organisation.Unit"), theatre.world.row("people.School")
    person = theatre.person
    for role in OWN:
        account = make_account(f"own_{role}", f"Own {role}")
        places = {"unit": None if role == "school_representative" else unit}
        code = school.code if role in {"school_representative", "guidance_counsellor"} else ""
        RoleAssignment.objects.create(account=account, role=Role(role), school_code=code, valid_from=LONG_AGO, **places)
        if role in {"contact_person", "company_consultant"}:
            make_contact_person(person, account, is_coordinating=False)
        theatre.clients[role] = _signed_in(account)
    make_contact(person, Account.objects.get(username="own_contact_person"))
    for key in OUTSIDERS:
        theatre.clients[key] = _signed_in(theatre.stage.cast.accounts.get(key))
    return theatre


def _signed_in(account: Account | None) -> Client:
    client = Browser(whole_site())
    if account is not None:
        client.force_login(account, backend=BACKEND)
        client.get(reverse("health"))  # writes down when the session began
    return client


def _things(theatre: Theatre, page: Page) -> list[dict[str, Any]]:
    """The world's things under an address; the stage's own for what is not about a person."""
    world, person = theatre.world, theatre.person.pk
    about = [
        (PERSON, {"person_id": person}),
        (LOG_OF, {"person_id": person}),
        (SITUATION, {"person_id": person, "situation_id": world.row("people.LifeSituation").pk}),
        (SIGNAL, {"pk": world.row("detection.Signal").pk}),
        (CONTACT_PERSON, {"pk": world.row("cases.ContactPerson").pk}),
        *((things, dict(args(world))) for room in ROOMS for things, args in room.in_world),
    ]
    for things, args in about:
        if page.things is things:
            return [args]
    if page.things is UPLOAD:
        return []
    return [dict(one.args(theatre.stage)) for one in page.things.values() if one.exists]


ABOUT_NOBODY = ("mfa_", "account_", "signin:", "organisation:", "health", "desk:accessibility", "desk:who-may-see")
"""Pages that are the same for everybody who opens them: two readers are enough."""


def addresses(theatre: Theatre, key: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every page that is read, and the fragments and filters of lists."""
    for page in PAGES.values():
        if page.get is None or page.name == "account_logout":
            continue
        if page.name.startswith(ABOUT_NOBODY) and key not in {"unit_leader", "secretariat"}:
            continue
        for args in _things(theatre, page):
            yield reverse(page.name, kwargs=args), {}
    person = theatre.person.pk
    desk, people = reverse("desk:desk"), reverse("people:list")
    for url in (
        f"{desk}?who=all&state=all",
        f"{desk}?who=unit&group=person",
        f"{people}?sort=-age",
        f"{people}?missing=contact_person",
    ):
        yield url, {}
        yield url, {"X-Part": "results", "HX-Request": "true"}
    behind, log = reverse("desk:unit-behind"), reverse("people:log", args=[person])
    account = theatre.world.row("organisation.Account").pk
    yield f"{behind}?figure=listed&rule={RULE}", {}
    yield f"{behind}?figure=raised&rule={RULE}", {}
    yield f"{log}?what=changes", {}
    yield f"{reverse('desk:desk-export', args=['csv'])}?who=all&state=all", {}
    yield f"{reverse('desk:desk-export', args=['xlsx'])}?who=all&state=all", {}
    yield f"{reverse('desk:my-people')}?who={account}", {}
    yield reverse("accounts:account-see", args=[account]), {}


def text_of(response: HttpResponseBase) -> str:
    """Everything in an answer as text; a workbook is unpacked."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    return body.decode(errors="replace") + str(dict(response.items()))


_LINK = re.compile(r'(?:href|action|src|hx-get|hx-post|data-href)="(?!tel:|mailto:)([^"]*)"')
"""Addresses that a browser asks for, and servers keep; to ring somebody or write to them asks no server of ours."""


@dataclass
class Walked:
    """What the walk has found: words where they may not be, words in addresses, full numbers, and what was seen at all."""

    leaks: list[str] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    exported: set[str] = field(default_factory=set)
    pages: int = 0

    def look(self, theatre: Theatre, key: str, url: str, response: HttpResponseBase, asked: str = "") -> None:
        """Every word but the one that the reader has typed and that the page repeats."""
        text = text_of(response)
        text = text.replace(asked, "") if asked else text
        self.pages += response.status_code == 200
        links = " ".join((*_LINK.findall(text), response.get("Location", "")))
        for word in set(WORD.findall(text)) & theatre.columns.keys():
            column = theatre.columns[word]
            self.seen.add((column, key))
            if "attachment" in response.get("Content-Disposition", ""):
                self.exported.add(column)
            if key not in WHO_MAY_SEE[column]:
                self.leaks.append(f"{column} before {key} at {url}")
            if column.startswith(("people.YoungPerson", "people.Guardian", "cases.")) and word in links:
                self.leaks.append(f"{column} in an address on {url} before {key}")
        if NUMBER in text or formatted(NUMBER) in text:
            self.leaks.append(f"the full CPR number before {key} at {url}")


@pytest.fixture(scope="module")
def walked(theatre: Theatre) -> Walked:
    """Everybody has been everywhere."""
    logging.disable(logging.WARNING)
    cache.clear()
    found = Walked()
    with known(), refused_once({}):
        for key, client in theatre.clients.items():
            with remembered_between_pages():
                for url, headers in addresses(theatre, key):
                    found.look(theatre, key, url, client.get(url, headers=headers))
            for words in (theatre.person.given_name, theatre.person.reference, theatre.person.street):
                found.look(theatre, key, "search", client.post(reverse("people:search"), {"q": words}), words)
    logging.disable(logging.NOTSET)
    return found


def test_every_planted_column_is_in_the_field_table(theatre: Theatre) -> None:
    assert set(theatre.world.words) == set(WHO_MAY_SEE)


def test_no_word_turns_up_before_somebody_who_may_not_see_it(walked: Walked) -> None:
    leaks = [leak for leak in walked.leaks if "address on" not in leak and "CPR" not in leak]
    assert leaks == []


def test_control_words_turn_up_before_those_who_may_see_them(walked: Walked) -> None:
    assert walked.pages > 250
    seen = {column for column, _key in walked.seen}
    assert sorted(MUST_BE_SEEN - seen) == []
    for role in OWN:
        assert ("people.YoungPerson.given_name", role) in walked.seen
    for role in ADDRESS:
        assert ("people.YoungPerson.street", role) in walked.seen


def test_nothing_that_belongs_in_no_export_is_in_one(walked: Walked, theatre: Theatre) -> None:
    """Neither what is secret nor what the classification keeps out of every copy (SECURITY H1)."""
    kept_in = set()
    for column in theatre.world.words:
        label, name = column.rsplit(".", 1)
        rule = rule_of(apps.get_model(label), name)
        assert rule is not None
        if rule.export == Export.NEVER or rule.classification == Classification.SECRET:
            kept_in.add(column)
    assert "people.Guardian.street" in kept_in
    assert walked.exported & kept_in == set()
    assert {"people.YoungPerson.given_name", "organisation.Account.username"} <= walked.exported, (
        "the exports were read"
    )


def test_nothing_about_a_person_stands_in_an_address(walked: Walked) -> None:
    assert [leak for leak in walked.leaks if "address on" in leak] == []


def test_no_page_holds_a_full_cpr_number(walked: Walked) -> None:
    assert [leak for leak in walked.leaks if "CPR" in leak] == []


def test_nothing_about_a_person_stays_in_a_session_or_a_cookie(walked: Walked, theatre: Theatre) -> None:
    """Messages lie in the session as well."""
    acts = {
        "people:contact-details-change": {"phone": "12 34 56 78"}, "people:situation-record": {"kind": "work"},
        "cases:contact-record": {"held_on": "2026-01-02", "channel": "phone", "outcome": "reached"}, "people:cpr-reveal": {},
    }  # fmt: skip
    with transaction.atomic():
        for key in ("authority_caseworker", "unit_leader", "other_caseworker"):
            for name, data in acts.items():
                theatre.clients[key].post(reverse(name, args=[theatre.person.pk]), data)
        kept = [str(session.get_decoded()) for session in Session.objects.all()]
        kept += [str(client.cookies) for client in theatre.clients.values()]
        transaction.set_rollback(True)
    personal = [
        word for column, word in theatre.world.words.items() if column.startswith(("people.", "cases.", "detection."))
    ]
    assert [word for word in (*personal, NUMBER, formatted(NUMBER)) if any(word in one for one in kept)] == []


def test_nothing_about_a_person_stands_in_a_log_line(theatre: Theatre, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), transaction.atomic():
        for key in ("authority_caseworker", "other_caseworker", "operator"):
            client, person = theatre.clients[key], theatre.person
            client.get(reverse("people:person", args=[person.pk]))
            client.post(reverse("people:search"), {"q": person.given_name})
            client.post(reverse("people:search"), {"q": formatted(NUMBER)})
            client.post(reverse("people:cpr-reveal", args=[person.pk]))
            client.post(reverse("people:situation-record", args=[person.pk]), {"kind": person.given_name})
        transaction.set_rollback(True)
    said = "\n".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    assert said, "the refusals should have been said"
    assert [word for word in (*theatre.world.words.values(), NUMBER, formatted(NUMBER)) if word in said] == []


@pytest.mark.parametrize("key", [*OWN, *OUTSIDERS])
def test_the_full_number_is_given_by_the_logged_act_and_to_casework_only(theatre: Theatre, key: str) -> None:
    from roedtraad.audit.models import LogEntry

    before = LogEntry.objects.filter(act="cpr_revealed").count()
    with transaction.atomic():
        text = text_of(theatre.clients[key].post(reverse("people:cpr-reveal", args=[theatre.person.pk])))
        logged = LogEntry.objects.filter(act="cpr_revealed").count() - before
        transaction.set_rollback(True)
    assert (formatted(NUMBER) in text, logged) == ((True, 1) if key in FULL else (False, 0))


def test_a_number_of_somebody_elses_person_tells_only_that_the_person_is_known(theatre: Theatre) -> None:
    response = theatre.clients["other_caseworker"].post(reverse("people:search"), {"q": formatted(NUMBER)})
    text = text_of(response)
    assert response.status_code == 200
    assert [
        column for column, word in theatre.world.words.items() if column.startswith("people.") and word in text
    ] == []


def test_control_without_parts_the_walk_finds_leaks(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every part open to every role, words turn up before those who may not see them."""
    from roedtraad.kernel.rights import Part

    monkeypatch.setattr("roedtraad.people.policies.parts", lambda _roles: frozenset(Part))
    found = Walked()
    for key in ("school_representative", "company_consultant", "guidance_counsellor"):
        url = reverse("people:person", args=[theatre.person.pk])
        found.look(theatre, key, url, theatre.clients[key].get(url))
    leaked = {leak.split(" before ")[0] for leak in found.leaks}
    assert {"people.Guardian.name", "people.YoungPerson.street", "cases.Case.reference"} <= leaked


def test_the_world_is_about_one_person(theatre: Theatre) -> None:
    assert ContactPerson.objects.filter(young_person=theatre.person).count() == 3
    assert Contact.objects.filter(young_person=theatre.person).count() == 2
