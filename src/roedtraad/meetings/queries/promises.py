# SPDX-License-Identifier: EUPL-1.2
"""What meetings have agreed and how it stands: about one young person, of one's own, late in one's unit, and counted per forum."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.consent.policies import own_departments
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.rights import Part, Right, has_right
from roedtraad.meetings.minutes_policies import WAS_THERE
from roedtraad.meetings.models import AgendaItem, Participant
from roedtraad.meetings.queries.calendar import forum_title
from roedtraad.meetings.rules.minutes import Standing, standing
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from roedtraad.plans.models import OPEN_AGREEMENTS, Agreement, AgreementState
from roedtraad.plans.policies import reads
from roedtraad.plans.queries import doer_name

SETTLED_SHOWN: Final = 10
LEAST: Final = "experience_least"
TITLES: Final = {
    Standing.LATE: gettext_lazy("late"),
    Standing.NEEDS_HELP: gettext_lazy("needs help"),
    Standing.OPEN: gettext_lazy("open"),
    Standing.KEPT: gettext_lazy("kept"),
    Standing.KEPT_LATE: gettext_lazy("done late"),
    Standing.VOID: gettext_lazy("no longer holds"),
}
_ORDER: Final = {one: place for place, one in enumerate(Standing)}
_RELATED: Final = ("step", "unit__department", "responsible", "meeting_line__item__meeting", "plan__young_person")


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One agreement of a meeting and how it stands. `standing` is a `rules.minutes.Standing` as a word."""

    agreement_id: int
    item_id: int
    person_id: int
    person: str
    what: str
    who: str
    by_young_person: bool
    due_on: dt.date | None
    ended_on: dt.date | None
    state: str
    standing: str
    standing_title: str
    remark: str
    forum_title: str
    agreed_on: dt.date

    @property
    def is_late(self) -> bool:
        return self.standing == Standing.LATE.value

    @property
    def is_settled(self) -> bool:
        return Standing(self.standing).is_settled


@dataclass(frozen=True, slots=True)
class ForumPromises:
    """A forum's agreements from the meetings of a period: counts, and None for all of them when there are too few young people."""

    forum: str
    title: str
    kept: int | None
    late: int | None
    broken: int | None
    open: int | None

    @property
    def is_hidden(self) -> bool:
        return self.kept is None

    @property
    def total(self) -> int | None:
        counts = (self.kept, self.late, self.broken, self.open)
        return None if self.is_hidden else sum(one or 0 for one in counts)


def agreements_before(actor: Actor, item: AgendaItem) -> list[PromiseRow]:
    """What earlier meetings agreed about the young person and how it stands: what is late or stuck first, then the newest.

    Only what the actor may read in the plan, what they promised themself, and what was agreed where they were. Whoever asks has
    asked whether the actor may see the item.
    """
    rows = _of_meetings().filter(plan__young_person_id=item.young_person_id).exclude(meeting_line__item_id=item.pk)
    told = [_row(actor, one) for one in rows.filter(_readable(actor, item.young_person_id))]
    open_ = sorted((one for one in told if not one.is_settled), key=_urgency)
    settled = sorted((one for one in told if one.is_settled), key=attrgetter("agreed_on"), reverse=True)
    return [*open_, *settled[:SETTLED_SHOWN]]


def _of_meetings() -> "QuerySet[Agreement]":
    return Agreement.objects.filter(meeting_line__isnull=False).select_related(*_RELATED)


def _urgency(row: PromiseRow) -> tuple[int, dt.date]:
    return _ORDER[Standing(row.standing)], row.due_on or dt.date.max


def _readable(actor: Actor, person_id: int) -> Q:
    """Agreements about one person: readable in the plan, promised by the actor, or agreed where they took part."""
    there = Participant.objects.filter(WAS_THERE, item=OuterRef("meeting_line__item"), account_id=actor.account_id or 0)
    mine = Q(responsible_id=actor.account_id or 0) | Q(meeting_line__item__meeting__chair_id=actor.account_id or 0)
    readable = mine | Q(Exists(there))
    if Part.PLAN in people.parts(people.roles_reaching(actor, person_id)):
        readable |= reads(actor, person_id).rows("plan", area="step__area")
    return readable


def _row(actor: Actor, one: Agreement) -> PromiseRow:
    item = one.meeting_line.item
    stands = standing(one.state, one.due_on, one.ended_on, actor.on)
    return PromiseRow(
        agreement_id=one.pk, item_id=item.pk, person_id=one.plan.young_person_id, person=one.plan.young_person.name,
        what=one.what, who=doer_name(one), by_young_person=one.by_young_person, due_on=one.due_on, ended_on=one.ended_on,
        state=one.state, standing=stands.value, standing_title=str(TITLES[stands]), remark=one.remark,
        forum_title=forum_title(item.meeting.forum, item.meeting.held_on), agreed_on=item.meeting.held_on,
    )  # fmt: skip


def own_promises(actor: Actor) -> list[PromiseRow]:
    """What the actor promised at meetings and has not done, what is most urgent first.

    Also what concerns somebody whom they see no longer, since the meeting is some time ago: then without saying who.
    """
    rows = _own(actor).filter(state__in=OPEN_AGREEMENTS)
    return sorted((_own_row(actor, one) for one in rows), key=_urgency)


def own_promise(actor: Actor, agreement_id: int) -> PromiseRow | None:
    """One thing that the actor promised at a meeting and that still holds, done or not; None when it is not theirs."""
    found = _own(actor).filter(pk=agreement_id).exclude(state=AgreementState.VOID).first()
    return _own_row(actor, found) if found else None


def _own(actor: Actor) -> "QuerySet[Agreement]":
    visible = people.visible_ids(actor)
    seen = Q(plan__young_person__in=()) if visible is None else Q(plan__young_person__in=visible)
    rows = _of_meetings().filter(responsible_id=actor.account_id or 0)
    return rows.annotate(is_seen=Case(When(seen, then=True), default=False, output_field=BooleanField()))


def _own_row(actor: Actor, one: Agreement) -> PromiseRow:
    row = _row(actor, one)
    return row if getattr(one, "is_seen", False) else replace(row, person="")


def late_in_unit(actor: Actor) -> "QuerySet[Agreement]":
    """Agreements of meetings that are overdue, in the name of the actor's departments, about young people whom they see."""
    visible = people.visible_ids(actor)
    rows = _of_meetings().filter(
        state__in=OPEN_AGREEMENTS, due_on__lt=actor.on, unit__department__in=own_departments(actor)
    )
    return rows.filter(plan__young_person__in=visible) if visible is not None else rows.none()


def promises_by_forum(actor: Actor, period: tuple[dt.date, dt.date]) -> list[ForumPromises]:
    """How the agreements of each forum's meetings in a period (both days included) were kept; counts, never a young person.

    Kept is done in time, late is done after its day, broken is overdue or no longer holding; open is the rest. A forum with fewer
    young people than the limit `experience_least` has no counts. What was taken back at the meeting itself was never a promise.
    Refuses whoever may not see the forums' figures.
    """
    if not has_right(actor, Right.SEE_FORUM_FIGURES):
        raise NotAllowed("forum_figures", _("Only leaders and the secretariat see the figures of the forums."))
    rows = Agreement.objects.filter(
        meeting_line__is_removed=False, meeting_line__item__meeting__held_on__range=period
    ).values_list("meeting_line__item__meeting__forum", "plan_id", "state", "due_on", "ended_on")
    return _counted(rows, actor.on)


_Told = tuple[str, int, str, dt.date | None, dt.date | None]


def _counted(rows: Iterable[_Told], on: dt.date) -> list[ForumPromises]:
    least, found = terms_on(on).number(LEAST), dict[str, tuple[set[int], list[Standing]]]()
    for forum, plan_id, state, due_on, ended_on in rows:
        plans, stands = found.setdefault(forum, (set(), []))
        plans.add(plan_id)
        stands.append(standing(state, due_on, ended_on, on))
    titles = [(forum_title(forum, on), forum) for forum in found]
    return [
        _figures(forum, title, found[forum][1], shown=len(found[forum][0]) >= least) for title, forum in sorted(titles)
    ]


def _figures(forum: str, title: str, stands: list[Standing], *, shown: bool) -> ForumPromises:
    def count(*which: Standing) -> int | None:
        return sum(one in which for one in stands) if shown else None

    return ForumPromises(
        forum, title, kept=count(Standing.KEPT), late=count(Standing.KEPT_LATE),
        broken=count(Standing.LATE, Standing.VOID), open=count(Standing.OPEN, Standing.NEEDS_HELP),
    )  # fmt: skip
