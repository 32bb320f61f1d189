# SPDX-License-Identifier: EUPL-1.2
"""The part of `minutes` in the tables of the access suite."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from roedtraad.kernel import clock
from roedtraad.meetings.actions.minutes import send_minutes, write_minutes
from roedtraad.meetings.models import AgendaItem
from roedtraad.meetings.queries.minutes import minutes_for
from roedtraad.meetings.tests.making_minutes import land, make_held, make_line, make_present
from roedtraad.plans.models import Agreement
from tests.access.acting import Act, change, look, see, send
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import ALMAS, MISSING, NOBODY, OTHERS, OWN, SEES_PEOPLE, VIGGOS, Page, Thing, Things, keys

SEES_MEETINGS: Final = SEES_PEOPLE | keys("secretariat")
READ_ALMAS: Final = ALMAS - keys("consultant")
"""Who was there, and who sees her, reads notes, and may read the department's."""
READ_VIGGOS: Final = VIGGOS - keys("other_school_representative")
WRITERS: Final = keys("caseworker", "contact_person", "other_caseworker", "other_leader")
"""Who led the meeting, and who was there and prepares meetings."""
ANSWER: Final = keys("contact_person", "school_representative", "other_leader")
"""Who was there and did not write it."""
FULL: Final = keys("contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader")


def _write(stage: Stage, item: AgendaItem, key: str, *, is_sent: bool) -> None:
    actor = stage.cast.actor(key)
    write_minutes(actor, item_id=item.pk, text="Vi talte om sommeren.", plain="Du skal ringe.")
    if is_sent:
        send_minutes(actor, item_id=item.pk, seen=_mark(stage, item, key))


def _mark(stage: Stage, item: AgendaItem, key: str) -> str:
    newest = minutes_for(stage.cast.actor(key), item).newest
    return newest.mark if newest else ""


def _set_up(stage: Stage) -> None:
    """For each of the two an item whose minutes are a draft, one whose minutes are sent, and a promise of a colleague.

    The meetings let nobody see the young people any more: whoever reads is somebody to them otherwise.
    """
    accounts = stage.cast.accounts
    for name, person, key, others, unit in (
        ("own", stage.alma, "caseworker", ("contact_person", "school_representative"), "authority"),
        ("other", stage.viggo, "other_caseworker", ("other_leader",), "family"),
    ):
        for kind, days in (("draft", 1), ("sent", 8)):
            day = clock.today() - dt.timedelta(days=days)
            item = make_held(person, accounts[key], unit, forum=f"minutes_{kind}", held_on=day, seen_until=day)
            for other in (key, *others):
                make_present(item, accounts[other])
            stage.things[f"minutes.{name}_{kind}"] = item
            _write(stage, item, key, is_sent=kind == "sent")
        plan = stage.things[f"plans.{name}"].plan
        promise = Agreement.objects.create(plan=plan, what="Ringe", responsible=accounts[others[0]], made_on=day)
        make_line(item, responsible=accounts[others[0]], agreement=promise, landed_version=1)
        stage.things[f"minutes.{name}_promise"] = promise


def _pk(name: str) -> Callable[[Stage], Mapping[str, Any]]:
    return lambda stage: {"pk": stage.things[f"minutes.{name}"].pk}


_GONE: Final = Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False)


def _items(kind: str) -> Things:
    own, other = Thing(_pk(f"own_{kind}"), READ_ALMAS), Thing(_pk(f"other_{kind}"), READ_VIGGOS)
    return {OWN: own, OTHERS: other, MISSING: _GONE}


_DRAFT, _SENT = _items("draft"), _items("sent")
_PROMISE: Final = {
    OWN: Thing(_pk("own_promise"), keys("contact_person")),
    OTHERS: Thing(_pk("other_promise"), keys("other_leader")),
    MISSING: _GONE,
}


def _of(kind: str) -> Callable[[Stage], int]:
    return lambda stage: int(stage.things[f"minutes.own_{kind}"].pk)


def _seen(kind: str) -> Callable[[Stage], str]:
    return lambda stage: _mark(stage, stage.things[f"minutes.own_{kind}"], "caseworker")


def _land(stage: Stage) -> object:
    return land(stage.cast, stage.things["minutes.own_draft"])


def _agree(stage: Stage) -> object:
    return make_line(stage.things["minutes.own_draft"])


def _planted(label: str) -> Callable[[Any], Mapping[str, Any]]:
    return lambda world: {"pk": world.row(label).pk}


def _is(value: Any) -> Callable[[Any], Any]:
    return lambda _world: value


_NOTICE: Final = change("notice_written", "notice", 1)
_WRITTEN: Final = {"text": "Andet", "plain": "Du skal skrive."}

TABLE = RoomTable(
    set_up=_set_up,
    pages=(
        Page("meetings:minutes", SEES_MEETINGS, _SENT),
        Page("meetings:minutes-versions", SEES_MEETINGS, _SENT),
        Page("meetings:minutes-answer", SEES_MEETINGS, _SENT, post=422, allowed=ANSWER),
        Page("meetings:minutes-send", SEES_MEETINGS, _DRAFT, get=None, post=302, allowed=WRITERS),
        Page("meetings:minutes-write", SEES_MEETINGS, _DRAFT, post=422, allowed=WRITERS),
        Page("meetings:minutes-draft", SEES_MEETINGS, _DRAFT, get=None, post=200, allowed=WRITERS),
        Page("meetings:minutes-correct", SEES_MEETINGS, _SENT, post=422, allowed=WRITERS),
        Page("meetings:promises", SEES_MEETINGS),
        Page("meetings:promise-tell", SEES_MEETINGS, _PROMISE, post=422),
    ),
    queries={
        "meetings:minutes": ("caseworker", 15),
        "meetings:minutes-versions": ("caseworker", 11),
        "meetings:minutes-answer": ("contact_person", 16),
        "meetings:minutes-write": ("caseworker", 17),
        "meetings:minutes-correct": ("caseworker", 17),
        "meetings:promises": ("contact_person", 6),
        "meetings:promise-tell": ("contact_person", 6),
    },
    acts={
        "minutes_seen": Act(see("caseworker", "meetings:minutes", _of("sent")), look("minutes_seen", 1)),
        "minutes_written": Act(
            send("caseworker", "meetings:minutes-write", _of("draft"), seen_version=_seen("draft"), **_WRITTEN),
            change("minutes_written", "minutes", 1),
        ),
        "minutes_plain_sent": Act(
            send("caseworker", "meetings:minutes-send", _of("draft"), part="plain", seen_version=_seen("draft")),
            change("minutes_plain_sent", "minutes", 1) + _NOTICE,
        ),
        "minutes_sent": Act(
            send("caseworker", "meetings:minutes-send", _of("draft"), part="all", seen_version=_seen("draft")),
            change("minutes_sent", "minutes", 1) + _NOTICE,
        ),
        "minutes_answered": Act(
            send("contact_person", "meetings:minutes-answer", _of("sent"), number="1", answer="objects", text="Nej"),
            change("minutes_answered", "minutes", 1),
        ),
        "minutes_corrected": Act(
            send(
                "caseworker",
                "meetings:minutes-correct",
                _of("sent"),
                reason="Fejl",
                seen_version=_seen("sent"),
                **_WRITTEN,
            ),
            change("minutes_corrected", "minutes", 1) + _NOTICE,
        ),
        "promises_seen": Act(see("contact_person", "meetings:promises"), look("promises_seen", 1)),
        "agreements_landed": Act(_land, change("agreements_landed", "plan", 1), _agree),
    },
    acts_elsewhere={
        "minutes_approved": "meetings/tests/test_minutes_acts.py",
        "promise_reminded": "meetings/tests/test_minutes_acts.py",
    },
    who_may_see={
        "meetings.MinutesVersion.text": FULL,
        "meetings.MinutesVersion.plain": FULL,
        "meetings.MinutesVersion.reason": FULL,
        "meetings.MinutesAnswer.text": FULL,
    },
    special={
        "meetings.Minutes.state": _is("sent"),
        "meetings.Minutes.version": _is(1),
        "meetings.Minutes.approved_on": _is(None),
        "meetings.MinutesVersion.number": _is(1),
        "meetings.MinutesAnswer.number": _is(1),
    },
    in_world=(
        (_DRAFT, _planted("meetings.AgendaItem")),
        (_SENT, _planted("meetings.AgendaItem")),
        (_PROMISE, _planted("plans.Agreement")),
    ),
)
