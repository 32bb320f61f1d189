# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite."""

from typing import Any

from roedtraad.kernel import clock
from roedtraad.notices.models import Channel, Notice
from tests.access.acting import Act, change, send
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import MANAGES_ACCOUNTS, MISSING, Page, Thing, Things

NOTICE: Things = {
    "": Thing(lambda s: {"pk": s.things["notices.waiting"].pk}),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, exists=False),
}
NOBODY: frozenset[str] = frozenset()


def set_up(stage: Stage) -> None:
    stage.things["notices.waiting"] = Notice.objects.create(
        young_person=stage.alma, channel=Channel.SMS, text="something_new", language="da", address="20304050",
        subject="Nyt", body="Der er noget nyt.", made_at=clock.now(),
    )  # fmt: skip


def _waiting(stage: Stage) -> Any:
    return stage.things["notices.waiting"].pk


def _write(stage: Stage) -> None:
    from django.db import transaction

    from roedtraad.notices import actions

    to = actions.Recipient(Channel.SMS, "20304050", person_id=stage.alma.pk)
    with transaction.atomic():
        actions.send(stage.cast.actor("caseworker"), to=to, text="something_new", values={"link": "https://x.invalid"})


TABLE = RoomTable(
    set_up=set_up,
    pages=(
        Page("notices:outbox", MANAGES_ACCOUNTS),
        Page("notices:notice-try-again", MANAGES_ACCOUNTS, NOTICE, get=None, post=302),
    ),
    queries={"notices:outbox": ("administrator", 5)},
    acts={
        "notice_written": Act(_write, change("notice_written", "notice", 1)),
        "notice_tried_again": Act(
            send("administrator", "notices:notice-try-again", _waiting), change("notice_tried_again", "notice")
        ),
    },
    who_may_see={
        "notices.Notice.text": frozenset({"administrator"}),
        "notices.Notice.address": NOBODY,
        "notices.Notice.subject": NOBODY,
        "notices.Notice.body": NOBODY,
        "notices.Notice.calendar": NOBODY,
        "notices.Notice.problem": frozenset({"administrator"}),
    },
    special={"notices.Notice.sent_at": lambda _: None, "notices.Notice.language": lambda _: "en"},
)
