# SPDX-License-Identifier: EUPL-1.2
"""Forum figures: what each forum held, whom it reached how fast, and what became of its agreements. Counts, never a person.

A forum that met about fewer young people than `experience_least` in a period shows how often it met and nothing else.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings.models import (
    AgendaItem,
    DecisionRequest,
    DecisionState,
    ItemState,
    Meeting,
    MeetingState,
    Participant,
    Reply,
    Task,
)
from roedtraad.meetings.queries.promises import promises_by_forum
from roedtraad.meetings.rules.figures import ItemSums, Period, Treated, sums
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on
from roedtraad.plans.models import OPEN_AGREEMENTS, UNDECIDED, Agreement

LEAST: Final = "experience_least"
REPEATED: Final = "meeting_repeat_within"
_OWN_SIDE: Final = (Task.YOUNG_PERSON, Task.GUARDIAN, Task.SUPPORT, Task.INTERPRETER)
_EMPTY: Final = ItemSums(0, 0, None, None, 0, None, None, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Promises:
    """What became of agreements: kept in time, kept late, broken (the day has passed, or it was given up), still to come."""

    kept: int = 0
    late: int = 0
    broken: int = 0
    coming: int = 0
    undecided: int = 0

    @property
    def settled(self) -> int:
        """Those of which it is known how it went."""
        return self.kept + self.late + self.broken


@dataclass(frozen=True, slots=True)
class Span:
    """One forum in one period. `is_hidden`: too few young people for anything but how often it met."""

    held: int
    cancelled: int
    items: ItemSums
    promises: Promises
    decisions_open: int
    decisions_late: int
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class ForumFigures:
    """One forum now and in the period before."""

    code: str
    title: str
    now: Span
    before: Span


def require_figures(actor: Actor) -> None:
    """Refuse those who follow no figures of forums."""
    if not has_right(actor, Right.SEE_FORUM_FIGURES):
        raise NotAllowed("forum_figures", _("Your role does not see the figures of forums."))


def forum_titles(on: dt.date) -> dict[str, str]:
    """Every forum that the profile knows, by code, in the reader's language; as it is on the day where it has several periods."""
    language, profile = get_language() or "da", profile_on(on)
    in_turn = sorted(profile.forums, key=lambda one: (one.in_force(on), one.valid_from))
    order = {one.id: None for one in profile.forums}
    return order | {one.id: one.title.get(language) for one in in_turn}  # type: ignore[return-value]


def forum_figures(actor: Actor, period: Period, forum: str = "") -> list[ForumFigures]:
    """The figures of every forum, or of one, in a fixed number of queries. Raises NotAllowed."""
    require_figures(actor)
    terms, before = terms_on(actor.on), period.before
    months = terms.number(REPEATED)
    titles = forum_titles(actor.on)
    meetings = _meetings(forum, (period, before))
    items = treated_items(forum, add_months(before.begins, -months), period.ends)
    promises = [_promises(actor, one, forum) for one in (period, before)]
    decisions = [_decisions(actor, one, forum) for one in (period, before)]
    counted = _Counted(meetings, items, months, terms.number(LEAST))
    codes = [code for code in _in_order(titles, meetings, items) if not forum or code == forum]
    return [
        ForumFigures(
            code, titles.get(code) or code,
            counted.span(code, period, 0, promises[0], decisions[0]),
            counted.span(code, before, 1, promises[1], decisions[1]),
        )
        for code in codes
    ]  # fmt: skip


def _in_order(titles: Mapping[str, str], *found: Mapping[str, Any]) -> list[str]:
    """The profile's forums in its order, then those that only the past knows."""
    others = sorted({code for one in found for code in one if code not in titles})
    return [*titles, *others]


@dataclass(frozen=True, slots=True)
class _Counted:
    meetings: Mapping[str, Mapping[str, Any]]
    items: Mapping[str, Sequence[Treated]]
    months: int
    least: int

    def span(
        self, code: str, period: Period, place: int, promises: Mapping[str, Promises], decisions: Mapping[str, Any]
    ) -> Span:
        every = self.items.get(code, ())
        found = sums([one for one in every if period.holds(one.held_on)], every, self.months)
        meetings = self.meetings.get(code, {})
        opened, late = decisions.get(code, (0, 0))
        hidden = 0 < found.persons < self.least
        return Span(
            held=meetings.get(f"held{place}", 0), cancelled=meetings.get(f"cancelled{place}", 0),
            items=_EMPTY if hidden else found, promises=Promises() if hidden else promises.get(code, Promises()),
            decisions_open=0 if hidden else opened, decisions_late=0 if hidden else late, is_hidden=hidden,
        )  # fmt: skip


def _meetings(forum: str, periods: Sequence[Period]) -> dict[str, dict[str, Any]]:
    counts = {}
    for place, one in enumerate(periods):
        within = Q(held_on__gte=one.begins, held_on__lte=one.ends)
        counts[f"held{place}"] = Count("pk", filter=within & Q(state=MeetingState.HELD))
        counts[f"cancelled{place}"] = Count("pk", filter=within & Q(state=MeetingState.CANCELLED))
    rows = _of_forum(Meeting.objects.filter(held_on__gte=periods[-1].begins), "forum", forum)
    return {row["forum"]: dict(row) for row in rows.order_by().values("forum").annotate(**counts)}


def _of_forum(rows: "QuerySet[Any]", path: str, forum: str) -> "QuerySet[Any]":
    return rows.filter(**{path: forum}) if forum else rows


def adults() -> Coalesce:
    """How many colleagues and others from outside took part in an item.

    Not counted are those who come for the young person, whoever said no, and whoever was not there.
    """
    there = Participant.objects.filter(item=OuterRef("pk")).exclude(task__in=_OWN_SIDE)
    there = there.exclude(reply=Reply.NO).exclude(attended=False)
    counted = there.order_by().values("item").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def treated_items(forum: str, begins: dt.date, ends: dt.date) -> dict[str, list[Treated]]:
    """The items that were talked about, by forum, in one query and without anybody's name."""
    rows = AgendaItem.objects.filter(
        state=ItemState.TREATED, meeting__held_on__gte=begins, meeting__held_on__lte=ends
    ).annotate(adults=adults())
    found: dict[str, list[Treated]] = defaultdict(list)
    for code, person, held_on, since, prepared_at, count, carries in _of_forum(rows, "meeting__forum", forum).order_by(
        "meeting__held_on", "pk"
    ).values_list(
        "meeting__forum", "young_person_id", "meeting__held_on", "waiting_since", "prepared_at", "adults", "carries"
    ):  # fmt: skip
        prepared_on = localdate(prepared_at) if prepared_at else None
        found[code].append(Treated(code, person, held_on, since, prepared_on, count, carries))
    return found


def _promises(actor: Actor, period: Period, forum: str) -> dict[str, Promises]:
    """What became of what forums agreed at meetings in a period, as it stands on the actor's day."""
    undecided = _undecided(period, forum)
    return {
        one.forum: Promises(one.kept or 0, one.late or 0, one.broken or 0, one.open or 0, undecided.get(one.forum, 0))
        for one in promises_by_forum(actor, (period.begins, period.ends))
        if not forum or one.forum == forum
    }


def _undecided(period: Period, forum: str) -> dict[str, int]:
    """Open agreements of which nobody has said who decides or who pays."""
    rows = Agreement.objects.filter(
        UNDECIDED, state__in=OPEN_AGREEMENTS, meeting_line__is_removed=False,
        meeting_line__item__meeting__held_on__range=(period.begins, period.ends),
    )  # fmt: skip
    counted = _of_forum(rows, "meeting_line__item__meeting__forum", forum).order_by()
    return dict(counted.values_list("meeting_line__item__meeting__forum").annotate(count=Count("pk")))


def _decisions(actor: Actor, period: Period, forum: str) -> dict[str, tuple[int, int]]:
    rows = DecisionRequest.objects.filter(
        state=DecisionState.OPEN, item__meeting__held_on__gte=period.begins, item__meeting__held_on__lte=period.ends
    )
    counted = _of_forum(rows, "item__meeting__forum", forum).order_by().values_list("item__meeting__forum")
    found = counted.annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=actor.on)))
    return {code: (opened, late) for code, opened, late in found}
