# SPDX-License-Identifier: EUPL-1.2
"""The screen of the meeting: about one young person, and nothing on it that somebody present may not hear."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from roedtraad.consent.policies import readable
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import ThreadEntry
from roedtraad.kernel.rights import Part, Right
from roedtraad.meetings import policies, policies_sitting
from roedtraad.meetings.forms.sitting import LineChoices
from roedtraad.meetings.models import AgendaItem, AgreementLine, ItemState, Meeting, Participant
from roedtraad.meetings.queries.calendar import forum_title, next_meetings
from roedtraad.meetings.queries.sitting_decisions import DecisionRow, for_item
from roedtraad.meetings.queries.sitting_hearing import Hearing, hearing, is_there, may_grant_at, place_of
from roedtraad.meetings.queries.sitting_lines import LineRow, line_row, lines_of
from roedtraad.meetings.rules import sitting as rules
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from roedtraad.plans.changing import document_of
from roedtraad.plans.models import OPEN_AGREEMENTS, OPEN_STEPS, Agreement, Plan, Step
from roedtraad.plans.queries import AgreementRow, agreement_row, doer_name
from roedtraad.plans.reading import agreements_of, goals_of, main_goal, plan_of, steps_of
from roedtraad.plans.rules import differences

CASE_MINUTES: Final = "meeting_case_minutes"
_STEPS_DONE: Final = 4


@dataclass(frozen=True, slots=True)
class ChairLine:
    """One item on the chair's list; without `name` it says nothing about anybody."""

    pk: int
    number: int
    state: str
    state_title: str
    minutes: int
    is_prepared: bool
    name: str = ""
    question: str = ""

    @property
    def is_listed(self) -> bool:
        return self.state == ItemState.LISTED

    @property
    def is_under_way(self) -> bool:
        return self.state == ItemState.UNDER_WAY

    @property
    def is_treated(self) -> bool:
        return self.state == ItemState.TREATED


@dataclass(frozen=True, slots=True)
class PresentRow:
    """Somebody who takes part, as they are ticked."""

    pk: int
    name: str
    task: str
    way: str
    is_there: bool
    is_young_person: bool


@dataclass(frozen=True, slots=True)
class WishRow:
    """What somebody wants from the meeting, in their own words."""

    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Common:
    """What of the plan everybody may hear, and what is left out because of whom."""

    goal: str = ""
    goal_by_young_person: bool = False
    thread: tuple[ThreadEntry, ...] = ()
    changes: tuple[str, ...] = ()
    since: dt.date | None = None
    promises: tuple[AgreementRow, ...] = ()
    left_out: int = 0
    because_of: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Sitting:
    """Everything on the screen of one item."""

    item: AgendaItem
    title: str
    number: int
    total: int
    minutes: int
    ends_at: dt.datetime | None
    wishes: tuple[WishRow, ...]
    present: tuple[PresentRow, ...]
    common: Common
    lines: tuple[LineRow, ...]
    removed: tuple[LineRow, ...]
    choices: LineChoices
    decisions: tuple[DecisionRow, ...]
    days: tuple[dt.date, ...]
    may_write: bool
    may_lead: bool
    may_grant: bool
    may_assign: bool

    @property
    def decider(self) -> str:
        """Who may decide, as it was prepared."""
        unit = self.item.decider_unit.local_name if self.item.decider_unit else ""
        return self.item.decider.name if self.item.decider else unit

    @property
    def payer(self) -> str:
        """Whose money it is, as it was prepared."""
        if self.item.costs_nothing:
            return _("costs nothing")
        return self.item.payer.local_name if self.item.payer else ""

    @property
    def unfinished(self) -> int:
        return sum(one.is_unfinished for one in self.lines)

    @property
    def undecided(self) -> int:
        return sum(one.is_undecided for one in self.lines)


def chair_lines(actor: Actor, meeting: Meeting, *, with_names: bool) -> list[ChairLine]:
    """The items of a meeting in order, for whoever leads it. Without names they tell nothing about anybody."""
    usual = terms_on(actor.on).number(CASE_MINUTES)
    found = policies.visible(actor).filter(meeting=meeting).exclude(state=ItemState.WITHDRAWN)
    return [
        ChairLine(
            pk=one.pk, number=number, state=one.state, state_title=str(one.get_state_display()),
            minutes=one.minutes or usual, is_prepared=one.prepared_at is not None,
            name=one.young_person.name if with_names else "", question=one.question if with_names else "",
        )
        for number, one in enumerate(found.select_related("young_person"), start=1)
    ]  # fmt: skip


def sitting_of(actor: Actor, item: AgendaItem) -> Sitting:
    """The screen of an item, for whoever may see it."""
    parts = list(item.participants.select_related("account", "guardian"))
    heard = hearing(actor, item, parts)
    common = common_of(actor, item, heard)
    choices = LineChoices.of(item, parts, [one for one in common.steps if one.state in OPEN_STEPS])
    may_grant, usual = may_grant_at(item.meeting), terms_on(actor.on).number(CASE_MINUTES)
    rows = [(line.is_removed, line_row(line, choices, may_grant=may_grant)) for line in _told_lines(actor, item)]
    minutes = item.minutes or usual
    number, total = _place(item)
    ahead = next_meetings(item.meeting.forum, item.meeting.held_on + dt.timedelta(days=1), 1)
    under_way = item.state == ItemState.UNDER_WAY
    return Sitting(
        item=item, title=forum_title(item.meeting.forum, item.meeting.held_on), number=number, total=total,
        minutes=minutes, ends_at=rules.ends_at(item.began_at, minutes) if item.began_at and under_way else None,
        wishes=_wishes(item, parts), present=tuple(_present(item, one) for one in _young_first(parts)), common=common,
        lines=tuple(row for is_removed, row in rows if not is_removed),
        removed=tuple(row for is_removed, row in rows if is_removed), choices=choices,
        decisions=tuple(for_item(actor, item.pk)),
        days=rules.offered_days(actor.on, ahead[0].held_on if ahead else None),
        may_write=under_way and policies.may_prepare(actor, item),
        may_lead=policies_sitting.may_lead(actor, item.meeting), may_grant=may_grant,
        may_assign=people.can(actor, Right.ASSIGN_CONTACT_PERSON, item.young_person_id),
    )  # fmt: skip


def _told_lines(actor: Actor, item: AgendaItem) -> list[AgreementLine]:
    """Every line for those who hear it; for others what they would read in the plan, and what they typed."""
    lines = lines_of(item)
    if policies_sitting.hears(actor, item):
        return lines
    reads = readable(actor, item.young_person_id)
    return [one for one in lines if one.written_by_id == actor.account_id or reads.allows(*place_of(one))]


def _place(item: AgendaItem) -> tuple[int, int]:
    keys = list(item.meeting.items.exclude(state=ItemState.WITHDRAWN).values_list("pk", flat=True))
    return keys.index(item.pk) + 1 if item.pk in keys else 0, len(keys)


def _young_first(parts: Sequence[Participant]) -> list[Participant]:
    return sorted(parts, key=lambda one: (not one.is_young_person, one.guardian_id is None, one.pk))


def _name(item: AgendaItem, one: Participant) -> str:
    if one.is_young_person:
        return item.young_person.name
    if one.guardian:
        return one.guardian.name
    return one.account.name if one.account else one.outside_name


def _wishes(item: AgendaItem, parts: Sequence[Participant]) -> tuple[WishRow, ...]:
    return tuple(WishRow(_name(item, one), one.wish) for one in _young_first(parts) if one.wish.strip())


def _present(item: AgendaItem, one: Participant) -> PresentRow:
    return PresentRow(
        pk=one.pk, name=_name(item, one), task=str(one.get_task_display()), way=str(one.get_way_display()),
        is_there=is_there(one), is_young_person=one.is_young_person,
    )  # fmt: skip


def common_of(actor: Actor, item: AgendaItem, heard: Hearing) -> Common:
    """The part of the plan that everybody present may hear; nothing for whoever does not read plans at all."""
    person_id = item.young_person_id
    plan = plan_of(person_id)
    if plan is None or Part.PLAN not in people.parts(people.roles_reaching(actor, person_id)):
        return Common()
    since = last_time(actor, item)
    steps, silent = heard.split(steps_of(actor, person_id).rows)
    told = [one for one in agreements_of(actor, person_id).rows if _matters(one, since)]
    promises, unsaid = heard.split(told)
    goal = main_goal(person_id)
    return Common(
        goal=goal.words if goal else "", goal_by_young_person=bool(goal and goal.by_young_person),
        thread=tuple(_entry(step) for step in _nearest(steps)), since=since.date() if since else None,
        changes=tuple(_changes(plan, since, (steps, promises))) if since else (),
        promises=tuple(agreement_row(actor, one) for one in promises), left_out=len(silent) + len(unsaid),
        because_of=heard.who_may_not([*silent, *unsaid]), steps=tuple(steps),
    )  # fmt: skip


def last_time(actor: Actor, item: AgendaItem) -> dt.datetime | None:
    """When a meeting that the actor may know of talked about the young person before."""
    before = policies.visible(actor).filter(young_person_id=item.young_person_id, state=ItemState.TREATED)
    before = before.exclude(pk=item.pk).filter(ended_at__isnull=False)
    return before.order_by("-ended_at").values_list("ended_at", flat=True).first()


def _matters(one: Agreement, since: dt.datetime | None) -> bool:
    """An agreement that is open, or that has been settled since the last time."""
    if one.state in OPEN_AGREEMENTS:
        return True
    return since is not None and one.ended_on is not None and one.ended_on >= since.date()


def _nearest(steps: Sequence[Step]) -> list[Step]:
    """What is done, the last few, and everything ahead, in the order of the line."""
    done = [one for one in steps if one.state not in OPEN_STEPS]
    return [*done[-_STEPS_DONE:], *(one for one in steps if one.state in OPEN_STEPS)]


def _entry(step: Step) -> ThreadEntry:
    on = step.ended_on or step.due_on or step.starts_on or dt.date.max
    return ThreadEntry(
        on=on, kind="step", kind_title=str(step.get_state_display()), title=step.title, who=doer_name(step),
        department=step.unit.department.local_name if step.unit else "", is_open=step.state in OPEN_STEPS,
    )  # fmt: skip


def _changes(plan: Plan, since: dt.datetime, heard: tuple[list[Step], list[Agreement]]) -> list[str]:
    """What of what may be heard is new or stands otherwise than when they last met."""
    then = plan.versions.filter(made_at__lte=since).order_by("-number").values_list("number", flat=True).first()
    before = document_of(plan, then) if then else {}
    found = {(one.section, one.key): one.before is None for one in differences(before, document_of(plan, plan.version))}
    steps, agreements = heard
    rows: list[tuple[bool | None, str, str]] = [
        (found.get(("goals", str(one.pk))), one.words, str(one.get_term_display()))
        for one in goals_of(plan.young_person_id) if one.ended_on is None
    ]  # fmt: skip
    rows += [(found.get(("steps", str(one.pk))), one.title, str(one.get_state_display())) for one in steps]
    rows += [(found.get(("agreements", str(one.pk))), one.what, str(one.get_state_display())) for one in agreements]
    return [_said(what, how, is_new=is_new) for is_new, what, how in rows if is_new is not None]


def _said(what: str, how: str, *, is_new: bool) -> str:
    words = _("%(what)s: new, %(how)s") if is_new else _("%(what)s: %(how)s")
    return words % {"what": what, "how": how}
