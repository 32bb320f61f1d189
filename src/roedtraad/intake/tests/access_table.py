# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from roedtraad.intake import outreach_actions, public_actions
from roedtraad.intake.models import Doing, Enquiry, EnquiryState, Relation
from roedtraad.intake.public_actions import GivenAnswer
from roedtraad.intake.public_forms import new_key
from roedtraad.intake.tests.making import enquiry, outreach
from roedtraad.kernel import clock
from tests.access.acting import Act, account, alma, change, look, see, send, today
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    ALL,
    ALMAS,
    CASEWORK,
    MISSING,
    NOBODY,
    OTHERS,
    OWN,
    PERSON,
    SEES_PEOPLE,
    Page,
    Thing,
    Things,
    keys,
)
from tests.cast import make_account

if TYPE_CHECKING:
    from tests.world import World

AUTHORITY: Final = keys("caseworker", "colleague", "leader")
FAMILY: Final = keys("other_caseworker", "other_leader")
FULL: Final = frozenset({"contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader"})


def _set_up(stage: Stage) -> None:
    """An enquiry about nobody known and a list in each of two departments, and a link that can be used."""
    accounts = stage.cast.accounts
    stage.things["intake.enquiry"] = enquiry("authority").pk
    stage.things["intake.other"] = enquiry("family").pk
    own = outreach(accounts["caseworker"], stage.alma, unit="authority")
    other = outreach(accounts["other_caseworker"], stage.viggo, unit="family")
    stage.things |= {"intake.list": own.pk, "intake.other_list": other.pk}
    stage.things |= {"intake.row": own.rows.get().pk, "intake.other_row": other.rows.get().pk}
    for name, key, row in (("answer", "caseworker", "row"), ("other_answer", "other_caseworker", "other_row")):
        token = outreach_actions.make_answer_link(stage.cast.actor(key), row_id=stage.things[f"intake.{row}"])
        answer = GivenAnswer(Doing.NOTHING, wants_call=False)
        made = public_actions.give_answer(token=token, answer=answer, on=clock.today())
        stage.things[f"intake.{name}"] = made.pk
    stage.things["intake.token"] = outreach_actions.make_answer_link(
        stage.cast.actor("caseworker"), row_id=own.rows.get().pk
    )


def _named(name: str, sees: frozenset[str], other: str, others: frozenset[str]) -> Things:
    return {
        OWN: Thing(lambda s: {"pk": s.things[f"intake.{name}"]}, sees),
        OTHERS: Thing(lambda s: {"pk": s.things[f"intake.{other}"]}, others),
        MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
    }


ENQUIRY: Final = _named("enquiry", AUTHORITY, "other", FAMILY)
LIST: Final = _named("list", AUTHORITY, "other_list", FAMILY)
ROW: Final = _named("row", AUTHORITY, "other_row", FAMILY)
ANSWER: Final = _named("answer", ALMAS, "other_answer", FAMILY)
OF_PERSON: Final[Things] = {
    OWN: replace(PERSON[OWN], sees=ALMAS & CASEWORK),
    OTHERS: replace(PERSON[OTHERS], sees=FAMILY),
    MISSING: PERSON[MISSING],
}
"""A page that nobody opens without the part on cases."""
LIST_FILE: Final[Things] = {
    OWN: Thing(lambda s: {"pk": s.things["intake.list"], "extension": "csv"}, AUTHORITY),
    OTHERS: Thing(lambda s: {"pk": s.things["intake.other_list"], "extension": "xlsx"}, FAMILY),
    MISSING: Thing(lambda s: {"pk": s.things["intake.list"], "extension": "exe"}, NOBODY, exists=False),
}
FILE: Final[Things] = {
    "csv": Thing(lambda _: {"extension": "csv"}),
    "xlsx": Thing(lambda _: {"extension": "xlsx"}),
    MISSING: Thing(lambda _: {"extension": "exe"}, exists=False),
}
LINK: Final[Things] = {
    "": Thing(lambda s: {"token": s.things["intake.token"]}),
    MISSING: Thing(lambda _: {"token": "a-link-that-nobody-has-made"}),
}


def _whom(stage: Stage, label: str) -> Mapping[str, Any]:
    return {"person": stage.viggo.pk if label == OTHERS else stage.alma.pk}


def _form(name: str, things: Things) -> Page:
    return Page(f"intake:{name}", CASEWORK, things, post=422)


def _button(name: str, things: Things, post: int = 302) -> Page:
    return Page(f"intake:{name}", CASEWORK, things, get=None, post=post)


_PAGES: Final = (
    Page("intake:inbox", CASEWORK),
    Page("intake:inbox-export", CASEWORK, FILE),
    Page("intake:enquiry-record", CASEWORK, post=422),
    Page("intake:enquiry", CASEWORK, ENQUIRY),
    *(_button(f"enquiry-{name}", ENQUIRY) for name in ("take", "reopen", "route", "give", "go-on")),
    *(_form(f"enquiry-{name}", ENQUIRY) for name in ("promise", "pass", "close", "register", "broken-off", "about")),
    Page("intake:enquiry-join", CASEWORK, ENQUIRY, get=None, post=302, data=_whom),
    Page("intake:person", SEES_PEOPLE, OF_PERSON),
    *(
        Page(f"intake:person-{name}", SEES_PEOPLE, PERSON, post=422, allowed=CASEWORK)
        for name in ("enquiry", "workshop", "visitation")
    ),
    Page("intake:outreach", CASEWORK),
    Page("intake:outreach-make", CASEWORK, post=422),
    Page("intake:outreach-list", CASEWORK, LIST),
    Page("intake:outreach-export", CASEWORK, LIST_FILE),
    _button("outreach-share", LIST),
    Page("intake:outreach-row", CASEWORK, ROW),
    _form("outreach-attempt", ROW),
    _form("outreach-settle", ROW),
    _button("outreach-link", ROW, post=200),
    Page("intake:answer-confirm", CASEWORK, ANSWER, post=302),
    _button("answer-dismiss", ANSWER),
    Page("intake:ask", ALL, post=422),
    Page("intake:answer", ALL, LINK, post=422, but={(f"GET {MISSING}", ALL): 410, (f"POST {MISSING}", ALL): 410}),
)

_QUERIES: Final = {
    f"intake:{name}": ("caseworker", count)
    for name, count in (
        ("inbox", 7), ("inbox-export", 5), ("enquiry-record", 5), ("enquiry", 6), ("enquiry-promise", 6),
        ("enquiry-pass", 8), ("enquiry-close", 6), ("enquiry-register", 7), ("enquiry-broken-off", 7),
        ("enquiry-about", 7), ("person", 13), ("person-enquiry", 7), ("person-workshop", 11), ("person-visitation", 12),
        ("outreach", 7), ("outreach-make", 6), ("outreach-list", 9), ("outreach-export", 7), ("outreach-row", 7),
        ("outreach-attempt", 6), ("outreach-settle", 7), ("answer-confirm", 7), ("ask", 4), ("answer", 5),
    )
}  # fmt: skip

_DETAILS: Final = {"channel": "phone", "asker_relation": "parent", "text": "Vil i skole"}


def _enquiry(stage: Stage) -> int:
    return int(stage.things["intake.enquiry"])


def _about_alma(stage: Stage) -> int:
    """The enquiry, about Alma and held by the caseworker."""
    holder = stage.cast.accounts["caseworker"]
    Enquiry.objects.filter(pk=_enquiry(stage)).update(young_person=stage.alma, holder=holder, state=EnquiryState.TAKEN)
    return _enquiry(stage)


def _taken(stage: Stage) -> object:
    return send("caseworker", "intake:enquiry-take", _enquiry)(stage)


def _closed(stage: Stage) -> object:
    return send("caseworker", "intake:enquiry-close", _enquiry, outcome="guided")(stage)


def _about_viggo(stage: Stage) -> object:
    told = {"about_name": stage.viggo.name, "about_born_on": stage.viggo.born_on}
    stage.things["intake.about_viggo"] = enquiry("authority", told=told).pk
    return _take(stage, "intake.about_viggo")


def _take(stage: Stage, name: str) -> object:
    return send("caseworker", "intake:enquiry-take", lambda s: s.things[name])(stage)


def _ask(stage: Stage) -> object:
    earlier = clock.now() - dt.timedelta(minutes=1)
    data = {"asker_relation": "self", "text": "Hjælp", "asker_phone": "20304050"}
    return stage.ask("anonymous", "POST", "/intake/ask/", data | {"key": _key_from(earlier)})


def _key_from(moment: dt.datetime) -> str:
    from unittest.mock import patch

    with patch("roedtraad.intake.public_forms.clock.now", lambda: moment):
        return new_key()


def _row(stage: Stage) -> int:
    return int(stage.things["intake.row"])


def _list(stage: Stage) -> int:
    return int(stage.things["intake.list"])


def _on_enquiry(name: str, act: str, persons: int = 0, before: Callable[[Stage], object] = _taken, **data: Any) -> Act:
    return Act(send("caseworker", f"intake:enquiry-{name}", _enquiry, **data), change(act, "enquiry", persons), before)


_ACTS: Final[dict[str, Act]] = {
    "enquiries_seen": Act(see("caseworker", "intake:inbox"), look("enquiries_seen", 0)),
    "enquiry_seen": Act(see("caseworker", "intake:enquiry", _enquiry), look("enquiry_seen", 0)),
    "enquiries_exported": Act(see("caseworker", "intake:inbox-export", "csv"), look("enquiries_exported", 0)),
    "intake_seen": Act(see("caseworker", "intake:person", alma), look("intake_seen", 1)),
    "outreach_seen": Act(see("caseworker", "intake:outreach-list", _list), look("outreach_seen", 1)),
    "outreach_exported": Act(see("caseworker", "intake:outreach-export", _list, "csv"), look("outreach_exported", 1)),
    "enquiry_recorded": Act(send("caseworker", "intake:enquiry-record", **_DETAILS), change("enquiry_recorded", "enquiry")),
    "enquiry_received": Act(_ask, change("enquiry_received", "enquiry")),
    "enquiry_taken": Act(send("caseworker", "intake:enquiry-take", _enquiry), change("enquiry_taken", "enquiry")),
    "enquiry_promised": _on_enquiry("promise", "enquiry_promised", promised="Ringer", due_on=today),
    "enquiry_about_told": _on_enquiry("about", "enquiry_about_told", about_name="Ung Ukendt"),
    "enquiry_passed_on": _on_enquiry("pass", "enquiry_passed_on", account=account("colleague")),
    "enquiry_closed": _on_enquiry("close", "enquiry_closed", outcome="guided"),
    "enquiry_reopened": _on_enquiry("reopen", "enquiry_reopened", before=_closed),
    "enquiry_joined": _on_enquiry("join", "enquiry_joined", 1, person=alma),
    "enquiry_went_on": _on_enquiry("go-on", "enquiry_went_on", 1, before=_about_alma),
    "enquiry_routed": Act(
        send("caseworker", "intake:enquiry-route", lambda s: s.things["intake.about_viggo"]),
        change("enquiry_routed", "enquiry", 1), _about_viggo,
    ),
    "young_person_registered": Act(
        send("caseworker", "intake:enquiry-register", _enquiry, given_name="Ny", family_name="Ung", born_on="2009-05-05"),
        change("young_person_registered", "young_person", 1) + change("enquiry_joined", "enquiry", 1), _taken,
    ),
    "workshop_recorded": Act(
        send(
            "caseworker", "intake:person-workshop", alma, held_on=today, first=account("caseworker"),
            first_discipline="social", second=account("counsellor"), second_discipline="guidance", tests_basis="none",
            result="Vil i lære",
        ),
        change("workshop_recorded", "workshop", 1),
    ),
    "outreach_shared_out": Act(
        send("caseworker", "intake:outreach-share", _list, chosen=_row, account=account("colleague")),
        change("outreach_shared_out", "outreach_row", 1),
    ),
    "outreach_attempted": Act(
        send("caseworker", "intake:outreach-attempt", _row, held_on=today, channel="phone", outcome="no_answer"),
        change("contact_recorded", "contact", 1) + change("outreach_attempted", "outreach_row", 1),
    ),
    "outreach_settled": Act(
        send("caseworker", "intake:outreach-settle", _row, settled_as="work"), change("outreach_settled", "outreach_row", 1)
    ),
    "answer_link_made": Act(
        send("caseworker", "intake:outreach-link", _row),
        change("answer_link_made", "answer_link", 1) + look("outreach_seen", 1),
    ),
    "answer_given": Act(
        send("anonymous", "intake:answer", lambda s: s.things["intake.token"], doing="nothing", wants_call="no"),
        change("answer_given", "answer", 1) + change("contact_recorded", "contact", 1),
    ),
    "answer_settled": Act(
        send("caseworker", "intake:answer-confirm", lambda s: s.things["intake.answer"]), change("answer_settled", "answer", 1)
    ),
}  # fmt: skip


_SPECIAL: Final[dict[str, Callable[[World], Any]]] = {
    "intake.Enquiry.channel": lambda _: "institution",
    "intake.Enquiry.about_cpr": lambda world: world.row("people.YoungPerson").cpr_sealed,
    "intake.Enquiry.state": lambda _: EnquiryState.TAKEN,
    "intake.Enquiry.outcome": lambda _: "",
    "intake.Enquiry.closed_on": lambda _: None,
    "intake.Enquiry.happened_on": lambda _: clock.today() - dt.timedelta(days=3),
    "intake.Enquiry.asker_relation": lambda _: Relation.PARENT,
    "intake.FutureWorkshop.second": lambda _: make_account("second_of_the_pair", "Second").pk,
    "intake.FutureWorkshop.tests_basis": lambda _: "need",
    "intake.OutreachRow.settled_on": lambda _: None,
    "intake.OutreachRow.settled_as": lambda _: "",
    "intake.AnswerLink.expires_at": lambda _: clock.now() + dt.timedelta(days=14),
}


_WHO_MAY_SEE: Final = {
    f"intake.{column}": who
    for who, columns in (
        (FULL, (
            "Enquiry.receipt", "Enquiry.asker_name", "Enquiry.asker_phone", "Enquiry.asker_email", "Enquiry.about_name",
            "Enquiry.text", "Enquiry.promised", "Enquiry.passed_note", "Enquiry.outcome_note",
            "FutureWorkshop.first_discipline", "FutureWorkshop.second_discipline", "FutureWorkshop.tests_reason",
            "FutureWorkshop.result", "WorkshopOffer.title", "Visitation.law", "Visitation.discipline", "Visitation.reasons",
            "OutreachList.name", "Answer.place", "Answer.phone", "Answer.words",
        )),
        (NOBODY, ("Enquiry.sender_key", "Enquiry.form_key", "AnswerLink.digest")),
    )
    for column in columns
}  # fmt: skip
"""Before whom a text may turn up: those whose unit the enquiry or the list is in, and who answer enquiries about the person."""


TABLE = RoomTable(
    set_up=_set_up,
    pages=_PAGES,
    queries=_QUERIES,
    acts=_ACTS,
    acts_elsewhere={
        "enquiry_visitated": "intake/tests", "visitation_decided": "intake/tests", "outreach_made": "intake/tests",
        "enquiry_given_back": "intake/tests", "outreach_given_back": "intake/tests",
    },
    who_may_see=_WHO_MAY_SEE,
    special=_SPECIAL,
    in_world=(
        (ENQUIRY, lambda world: {"pk": world.row("intake.Enquiry").pk}),
        (OF_PERSON, lambda world: {"person_id": world.row("people.YoungPerson").pk}),
        (LIST, lambda world: {"pk": world.row("intake.OutreachList").pk}),
        (ROW, lambda world: {"pk": world.row("intake.OutreachRow").pk}),
        (ANSWER, lambda world: {"pk": world.row("intake.Answer").pk}),
        (LIST_FILE, lambda world: {"pk": world.row("intake.OutreachList").pk, "extension": "csv"}),
    ),
)  # fmt: skip
