# SPDX-License-Identifier: EUPL-1.2
"""Reads about notices: which have left, which wait, which failed. Never to whom, nor what they said."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from roedtraad.kernel.contributions import notice_texts
from roedtraad.kernel.listing import Page, paged
from roedtraad.notices.models import Notice
from roedtraad.notices.problems import explained
from roedtraad.notices.rules import MOST_TRIES


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice without its address and its words."""

    pk: int
    title: str
    channel: str
    made_at: dt.datetime
    sent_at: dt.datetime | None
    tries: int
    problem: str
    can_be_tried: bool

    @property
    def is_given_up(self) -> bool:
        return self.sent_at is None and self.tries >= MOST_TRIES


def notices(state: str, page: int) -> "Page[NoticeRow]":
    """One page of the outbox, newest first: all, `waiting` or `failed`."""
    rows = Notice.objects.all()
    if state in ("waiting", "failed"):
        rows = rows.filter(sent_at__isnull=True)
    if state == "failed":
        rows = rows.exclude(problem="")
    return paged(rows, page).with_rows(_rows)


def _rows(found: Sequence[Notice]) -> list[NoticeRow]:
    return [
        NoticeRow(
            pk=one.pk,
            title=_title(one.text),
            channel=one.get_channel_display(),
            made_at=one.made_at,
            sent_at=one.sent_at,
            tries=one.tries,
            problem=explained(one.problem),
            can_be_tried=bool(one.body),
        )
        for one in found
    ]


def _title(text: str) -> str:
    known = notice_texts.get(text)
    return str(known.title) if known else text
