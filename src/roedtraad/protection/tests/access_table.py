# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from roedtraad.audit.looks import Look, log_look
from roedtraad.audit.models import LogEntry, Stream
from roedtraad.kernel import clock
from roedtraad.protection import archive, deleting, emergency, holds, part_deleting, retention, sampling
from roedtraad.protection.copy_actions import ask_for_copy
from roedtraad.protection.models import (
    LegalHold,
    Opening,
    PartPackage,
    RetentionDue,
    RetentionRun,
    SampledLook,
    SampleRound,
)
from tests.access.acting import Act, alma, change, look, see, send
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    A_FILE,
    ALL,
    CASEWORK,
    LEADERS,
    MISSING,
    OWN,
    Keys,
    Page,
    Thing,
    Things,
    keys,
)

OFFICER: Final = "data_protection_officer"
OFFICERS: Final = keys(OFFICER)
NOBODY: Final[Keys] = frozenset()
DAY: Final = dt.timedelta(days=1)


def _things(name: str, sees: Keys = ALL) -> Things:
    return {
        OWN: Thing(lambda s: {"pk": s.things[f"protection.{name}"].pk}, sees),
        MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
    }


OPENING: Final = _things("opening")
OPENED: Final = _things("opening", keys("other_caseworker", OFFICER))
LOOK: Final = _things("look", keys("leader", OFFICER))
ROUND: Final = _things("round")
HOLD: Final = _things("hold")
DUE: Final = _things("due")
SUBJECT: Final[Things] = {
    OWN: Thing(lambda s: {"person_id": s.alma.pk}),
    MISSING: Thing(lambda _: {"person_id": NOBODY_HAS}, NOBODY, exists=False),
}
PART: Final = _things("part")
CASES: Final[Things] = {
    OWN: Thing(lambda _: {"name": "cases"}),
    MISSING: Thing(lambda _: {"name": "no-such-record"}, exists=False),
}
RECORDS: Final[Things] = {
    OWN: Thing(lambda _: {"name": "log"}),
    MISSING: Thing(lambda _: {"name": "no-such-record"}, exists=False),
}


def set_up(stage: Stage) -> None:
    """An emergency that is over, a month's round with one look, a legal hold, and somebody who is due."""
    cast, now = stage.cast, clock.now()
    log_look(cast.actor("colleague"), Look("person_seen", [stage.alma.pk]))
    stage.things["protection.opening"] = Opening.objects.create(
        account=cast.account("other_caseworker"), young_person=stage.alma, reason="Worry", opened_at=now - 2 * DAY,
        closes_at=now - DAY, seen_at=now, seen_by=cast.account(OFFICER), note="In order",
    )  # fmt: skip
    made = SampleRound.objects.create(
        month=(clock.today().replace(day=1) - DAY).replace(day=1), seed="seed", percent=2, least=5, looks=1, drawn_at=now,
        remind_on=clock.today() + 5 * DAY, answer_by=clock.today() + 10 * DAY,
    )  # fmt: skip
    stage.things["protection.round"] = made
    stage.things["protection.look"] = SampledLook.objects.create(
        round=made, sequence=_last_look(), account_id=cast.account("colleague").pk,
        department=cast.actor("colleague").department,
    )  # fmt: skip
    stage.things["protection.hold"] = LegalHold.objects.create(
        young_person=stage.viggo, reason="Complaint", starts_on=clock.today(), set_by=cast.account(OFFICER), set_at=now
    )
    stage.things["protection.due"] = RetentionDue.objects.create(
        run=RetentionRun.objects.create(made_at=now, rule="person: 5 years"), young_person=cast.protected_person,
        last_used_on=clock.today() - 2000 * DAY, due_on=clock.today() - DAY, archive_first=True,
    )  # fmt: skip

    stage.things["protection.part"] = PartPackage.objects.create(
        part="cases", rule="case: 5 years", made_at=now, archive_name="none"
    )


def _last_look() -> int:
    return LogEntry.objects.filter(stream=Stream.LOOK).order_by("-sequence").values_list("sequence", flat=True)[0]


def _pk(name: str) -> Callable[[Stage], int]:
    def of(stage: Stage) -> int:
        return int(stage.things[f"protection.{name}"].pk)

    return of


def _officer(do: Callable[..., Any], **values: Any) -> Callable[[Stage], object]:
    def done(stage: Stage) -> object:
        given = {name: value(stage) if callable(value) else value for name, value in values.items()}
        return do(stage.cast.actor(OFFICER), **given)

    return done


def _break_glass(stage: Stage) -> object:
    return emergency.open_in_emergency(stage.cast.actor("other_caseworker"), asked=stage.alma.reference, reason="Worry")


def _leave_no_round(_stage: Stage) -> None:
    SampleRound.objects.all().delete()


def _draw(stage: Stage) -> object:
    return sampling.draw_due_rounds(clock.today().replace(day=1) + 32 * DAY)


def _make_late(stage: Stage) -> None:
    """A reminder that is due, and a round whose time is over."""
    SampleRound.objects.update(remind_on=clock.today() - 9 * DAY, answer_by=clock.today() - DAY)


def _package(stage: Stage) -> object:
    return archive.make_packages(stage.cast.actor(OFFICER), due_ids=[stage.things["protection.due"].pk])


def _take_package(stage: Stage) -> None:
    _package(stage)
    see(OFFICER, "protection:retention-package", _pk("due"))(stage)


def _let_it_be_old(stage: Stage) -> None:
    """The one who is due has nothing left that is newer than the rule; the archive has had its package."""
    person = stage.cast.protected_person
    for related in ("cases", "contact_persons", "situations", "signals", "openings", "access_copies"):
        getattr(person, related).all().delete()
    person.confirmed_on = clock.today() - 4000 * DAY
    person.address_protected_to = None
    person.save()
    RetentionDue.objects.filter(young_person=person).update(archive_first=False)


def _delete(stage: Stage) -> object:
    return deleting.delete_person(stage.cast.actor(OFFICER), due_id=stage.things["protection.due"].pk)


def _delete_old_log(stage: Stage) -> object:
    return part_deleting.delete_part(replace(stage.cast.actor(OFFICER), on=clock.today() + 4000 * DAY), name="log")


def _officers(name: str, things: Things | None = None, **values: Any) -> Page:
    return Page(f"protection:{name}", OFFICERS, things or {"": Thing(lambda _: {})}, **values)


def _in_world(label: str) -> Callable[[Any], Mapping[str, Any]]:
    return lambda world: {"pk": world.row(f"protection.{label}").pk}


TABLE = RoomTable(
    set_up=set_up,
    pages=(
        _officers("overview"),
        Page("protection:emergency", CASEWORK, post=200),
        _officers("openings"),
        _officers("openings-export", A_FILE),
        _officers("opening", OPENING, post=422),
        Page("protection:opening-close", CASEWORK | OFFICERS, OPENED, get=None, post=302),
        Page("protection:looks", LEADERS | OFFICERS),
        Page("protection:look", LEADERS | OFFICERS, LOOK, post=422),
        _officers("rounds"),
        _officers("rounds-export", A_FILE),
        _officers("round-draw-again", ROUND, get=None, post=302),
        _officers("find", post=422),
        _officers("person", SUBJECT),
        _officers("copy-hand-out", SUBJECT, get=None, post=200),
        _officers("copy-ask", SUBJECT, get=None, post=302),
        _officers("hold-set", SUBJECT, post=422),
        _officers("holds"),
        _officers("hold-lift", HOLD, get=None, post=302),
        _officers("copies"),
        _officers("retention"),
        _officers("retention-list", get=None, post=302),
        _officers("retention-packages", get=None, post=302),
        _officers("retention-delete", post=200),
        _officers("retention-package", DUE, get=409),
        _officers("retention-received", DUE, post=422),
        _officers("records-delete", RECORDS, get=None, post=302),
        _officers("records-package", CASES, get=None, post=302),
        _officers("records-package-take", PART, get=409),
        _officers("records-received", PART, post=422),
        _officers("receipts"),
        _officers("receipts-export", A_FILE),
    ),
    queries={
        "protection:overview": (OFFICER, 13),
        "protection:emergency": ("caseworker", 7),
        "protection:openings": (OFFICER, 6),
        "protection:openings-export": (OFFICER, 5),
        "protection:opening": (OFFICER, 6),
        "protection:looks": ("leader", 12),
        "protection:look": ("leader", 12),
        "protection:rounds": (OFFICER, 8),
        "protection:rounds-export": (OFFICER, 5),
        "protection:find": (OFFICER, 5),
        "protection:person": (OFFICER, 8),
        "protection:hold-set": (OFFICER, 6),
        "protection:holds": (OFFICER, 6),
        "protection:copies": (OFFICER, 6),
        "protection:retention": (OFFICER, 14),
        "protection:retention-delete": (OFFICER, 5),
        "protection:retention-received": (OFFICER, 6),
        "protection:records-received": (OFFICER, 6),
        "protection:receipts": (OFFICER, 6),
        "protection:receipts-export": (OFFICER, 5),
    },
    acts={
        "emergency_opened": Act(_break_glass, change("emergency_opened", "opening", 1)),
        "emergency_closed": Act(
            lambda s: emergency.close_opening(
                s.cast.actor("other_caseworker"), opening_id=Opening.objects.latest("pk").pk
            ),
            change("emergency_closed", "opening", 1),
            before=_break_glass,
        ),
        "emergency_acknowledged": Act(
            lambda s: emergency.acknowledge_opening(
                s.cast.actor(OFFICER), opening_id=Opening.objects.latest("pk").pk, note="In order"
            ),
            change("emergency_acknowledged", "opening", 1),
            before=_break_glass,
        ),
        "emergency_tried": Act(
            lambda s: emergency.note_attempt(s.cast.actor("caseworker"), "T-none"), look("emergency_tried", 0)
        ),
        "protection_seen": Act(see(OFFICER, "protection:openings"), look("protection_seen", 1)),
        "protection_exported": Act(see(OFFICER, "protection:openings-export", "csv"), look("protection_exported", 1)),
        "looks_drawn": Act(_draw, change("looks_drawn", "sample_round"), before=_leave_no_round),
        "looks_reminded": Act(
            lambda s: sampling._remind(s.cast.actor(OFFICER)),
            change("looks_reminded", "sample_round"),
            before=_make_late,
        ),
        "looks_passed_on": Act(
            lambda s: sampling._pass_on(s.cast.actor(OFFICER)),
            change("looks_passed_on", "sample_round"),
            before=_make_late,
        ),
        "look_checked": Act(
            send("leader", "protection:look", _pk("look"), answer="in_order"), change("look_checked", "sampled_look", 1)
        ),
        "sample_seen": Act(see("leader", "protection:looks"), look("sample_seen", 1)),
        "sample_drawn_again": Act(
            send(OFFICER, "protection:round-draw-again", _pk("round")), look("sample_drawn_again", 0)
        ),
        "copy_asked": Act(_officer(ask_for_copy, person_id=alma), change("copy_asked", "access_copy", 1)),
        "copy_handed_out": Act(
            send(OFFICER, "protection:copy-hand-out", alma),
            (
                *change("copy_asked", "access_copy", 1),
                *look("copy_made", 1),
                *change("copy_handed_out", "access_copy", 1),
            ),
        ),
        "hold_set": Act(
            send(OFFICER, "protection:hold-set", alma, reason="Complaint"), change("hold_set", "legal_hold", 1)
        ),
        "hold_lifted": Act(_officer(holds.lift_hold, hold_id=_pk("hold")), change("hold_lifted", "legal_hold", 1)),
        "retention_listed": Act(_officer(retention.list_due), change("retention_listed", "retention_run")),
        "archive_package_made": Act(
            _package, (*look("copy_made", 1), *change("archive_package_made", "retention_due", 1))
        ),
        "package_taken": Act(
            _take_package,
            (
                *look("copy_made", 1),
                *change("archive_package_made", "retention_due", 1),
                *look("package_taken", 1),
            ),
        ),
        "archive_received": Act(
            _officer(archive.confirm_receipt, due_id=_pk("due"), receipt="A-1"),
            change("archive_received", "retention_due", 1),
            before=_package,
        ),
        "person_deleted": Act(_delete, change("person_deleted", "deletion_receipt"), before=_let_it_be_old),
        "records_deleted": Act(_delete_old_log, change("records_deleted", "deletion_receipt")),
    },
    acts_elsewhere={"copy_made": "copy_handed_out and archive_package_made"},
    who_may_see={
        "protection.Opening.reason": OFFICERS,
        "protection.Opening.note": OFFICERS,
        "protection.SampleRound.seed": OFFICERS,
        "protection.SampledLook.department": NOBODY,
        "protection.SampledLook.note": OFFICERS,
        "protection.LegalHold.reason": OFFICERS,
        "protection.RetentionRun.rule": OFFICERS,
        "protection.RetentionDue.archive_name": NOBODY,
        "protection.RetentionDue.archive_sha256": OFFICERS,
        "protection.RetentionDue.archive_receipt": OFFICERS,
        "protection.PartPackage.part": NOBODY,
        "protection.PartPackage.rule": NOBODY,
        "protection.PartPackage.archive_name": NOBODY,
        "protection.PartPackage.archive_sha256": OFFICERS,
        "protection.PartPackage.archive_receipt": NOBODY,
        "protection.DeletionReceipt.reference_digest": OFFICERS,
        "protection.DeletionReceipt.rule": OFFICERS,
        "protection.DeletionReceipt.archive_sha256": NOBODY,
        "protection.DeletionReceipt.archive_receipt": OFFICERS,
    },
    special={
        "protection.Opening.opened_at": lambda _: clock.now() - 2 * DAY,
        "protection.Opening.closes_at": lambda _: clock.now() - DAY,
        "protection.Opening.closed_at": lambda _: None,
        "protection.LegalHold.ends_on": lambda _: None,
        "protection.PartPackage.archived_at": lambda _: None,
        "protection.SampledLook.sequence": lambda _: _last_entry(),
        "protection.DeletionReceipt.counts": lambda _: {"people.YoungPerson": 1},
    },
    in_world=(
        (OPENING, _in_world("Opening")),
        (LOOK, _in_world("SampledLook")),
        (DUE, _in_world("RetentionDue")),
        (PART, _in_world("PartPackage")),
        (SUBJECT, lambda world: {"person_id": world.row("people.YoungPerson").pk}),
    ),
)


def _last_entry() -> int:
    return LogEntry.objects.order_by("-sequence").values_list("sequence", flat=True)[0]
