# SPDX-License-Identifier: EUPL-1.2
"""The demo's threads: plans, stories, notes, consents and handovers, made by the acts that staff would have done.

Everything is done by the same acts as on the screen, each on the day when it would have happened, in the order of time.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from roedtraad.cases import case_actions as cases
from roedtraad.cases.case_actions import Opening
from roedtraad.cases.models import Case, ContactPerson
from roedtraad.consent import actions as consents
from roedtraad.consent.models import Channel, GivenBy
from roedtraad.consent.policies import own_departments
from roedtraad.demo import entrance, guarding, talking
from roedtraad.demo.events import Event, demo_account, happen
from roedtraad.demo.staffing import desks_of
from roedtraad.demo.tales import BESIDE, BESIDE_NOTE, BESIDE_STEP, EVERYDAY, TALES, ToldStep
from roedtraad.handover import actions as handovers
from roedtraad.handover.asking import Asking
from roedtraad.handover.asking import Note as HandoverNote
from roedtraad.journal import actions as notes
from roedtraad.journal import queries as journal
from roedtraad.journal import story_actions as stories
from roedtraad.journal.actions import NewNote
from roedtraad.journal.models import NoteKind
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.models import Account, Department, RoleAssignment, Unit
from roedtraad.organisation.queries import actor_for, profile_on
from roedtraad.organisation.terms import terms_on
from roedtraad.plans import actions as plans
from roedtraad.plans import method_actions as methods
from roedtraad.plans import step_actions as steps
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.method_actions import Lesson, NetworkDetails, Scores
from roedtraad.plans.models import Plan, TrialResult
from roedtraad.plans.step_actions import AgreementDetails, Doer, StepDetails

LONGEST_AGO: Final = 200
_APART: Final = 3
_MONTHS_OF_AGE: Final = 72
_NOTE: Final = HandoverNote(
    works="Korte møder, og at aftaler bliver skrevet ned.",
    matters="At blive spurgt først, også når det går stærkt.",
    agreements="Møde med den unge og kontaktpersonen den første uge.",
    risks="Mister modet, hvis der går lang tid uden svar.",
    next_step="Ring, og fortæl, hvem du er.",
)


def tell(today: dt.date) -> int:
    """Tell every thread up to `today`; gives how many plans there are then."""
    followed = _followed(today)
    events = [event for number, one in enumerate(followed) for event in _thread(number, one, today)]
    events += [*_handovers(today), *entrance.events(followed, today), *talking.events(followed, today)]
    events += guarding.events(followed, today)
    happen(events, today)
    return Plan.objects.count()


def _followed(today: dt.date) -> list[ContactPerson]:
    """Some of those whom demo colleagues follow: the first few under age, and the first few who came of age not long ago."""
    of_age_before = terms_on(today).before("of_age", today)
    rows = (
        ContactPerson.objects.filter(
            is_coordinating=True,
            ended_on__isnull=True,
            account__is_demo=True,
            account__is_active=True,
            started_on__lt=today,
        )
        .select_related("young_person", "account")
        .order_by("young_person_id")
    )
    young = rows.filter(young_person__born_on__gt=of_age_before)[: len(TALES)]
    long_ago = add_months(of_age_before, -_MONTHS_OF_AGE)
    of_age = rows.filter(young_person__born_on__lte=of_age_before, young_person__born_on__gt=long_ago)
    return [*young, *of_age[: len(TALES)]]


def _thread(number: int, followed: ContactPerson, today: dt.date) -> Iterator[Event]:
    """One young person's events, from the first talk on."""
    begun = min(LONGEST_AGO - _APART * number, (today - followed.started_on).days)
    told = _Thread(number, followed, begun)
    yield Event(begun, told.begin)
    for share, act in ((0.95, told.plan_steps), (0.9, told.agree), (0.85, told.try_something), (0.5, told.tell_trial)):
        yield Event(int(begun * share), act)
    for share, score in zip((0.9, 0.5, 0.1), told.tale.scores, strict=True):
        yield Event(int(begun * share), partial(told.measure, score))
        yield Event(int(begun * share) + 1, told.write_note)
    if number % 2 == 0:
        yield Event(min(begun, 150), told.ask_for_consent)
        yield Event(int(min(begun, 150) * 0.9), told.begin_beside)


class _Thread:
    """One young person with the colleague who follows them, and what they did together."""

    def __init__(self, number: int, followed: ContactPerson, begun: int) -> None:
        self.tale, self.everyday = TALES[number % len(TALES)], EVERYDAY[number % len(EVERYDAY)]
        self.person, self.account, self.begun = followed.young_person, followed.account, begun
        self._trials: list[int] = []

    def _actor(self, on: dt.date) -> Actor:
        return actor_for(self.account, on)

    def begin(self, on: dt.date) -> None:
        """The plan with its goal, the network, the story, and where the help stands."""
        actor, person_id, tale = self._actor(on), self.person.pk, self.tale
        plans.start_plan(actor, person_id=person_id, goal=GoalDetails(tale.goal, area=tale.area, by_young_person=True))
        for name, relation, ring, tone in tale.network:
            details = NetworkDetails(name, relation, ring, tone)  # type: ignore[arg-type]
            methods.add_network_person(actor, person_id=person_id, details=details)
        levels = list(methods.pyramid_levels(on))
        if levels:
            methods.set_pyramid_level(
                actor, person_id=person_id, level=levels[-2], started_on=on, why="Aftalt ved første møde."
            )
        sections = {
            "proud": tale.proud,
            "matters": tale.matters,
            "hard": tale.hard,
            "helps": tale.helps,
            "not_again": "",
        }
        version = stories.write_story(actor, person_id=person_id, sections=sections, seen_version=0)
        approval = stories.Approval(on, "Læst højt og rettet sammen.")
        stories.approve_story(actor, person_id=person_id, number=version.number, approval=approval)

    def plan_steps(self, on: dt.date) -> None:
        for told in self.tale.steps:
            self._plan_step(on, told)
        plans.find_realistic(self._actor(on), person_id=self.person.pk)

    def _plan_step(self, on: dt.date, told: ToldStep) -> None:
        """Every other department's own step is put on the line by whoever has the case there."""
        actor, unit = self._actor(on), None
        case = self._case_elsewhere() if told.area in ("treatment", "education") else None
        if not told.is_own:
            unit = case.unit if case else _unit_of(actor)
            actor = actor_for(case.caseworker, on) if case and case.caseworker else actor
        doer = Doer(by_young_person=True) if told.is_own else Doer(account_id=actor.account_id)
        due_on = clock.today() + dt.timedelta(days=self.begun + told.due)
        details = StepDetails(told.title, told.area, doer, unit, on, max(due_on, on))
        made = steps.add_step(actor, person_id=self.person.pk, step=details)
        if told.state != "planned":
            steps.set_step_state(actor, person_id=self.person.pk, step_id=made.pk, state=told.state)  # type: ignore[arg-type]

    def _case_elsewhere(self) -> Case | None:
        return (
            Case.objects.filter(young_person=self.person, closed_on__isnull=True, caseworker__is_active=True)
            .exclude(unit__is_entry=True)
            .select_related("unit", "caseworker")
            .first()
        )

    def agree(self, on: dt.date) -> None:
        """One agreement that is whole, the young person's own, and one in which nobody has said who decides and pays."""
        actor = self._actor(on)
        unit = _unit_of(actor)
        whole = AgreementDetails(
            self.tale.agreement, Doer(account_id=actor.account_id), unit, due_on=on + dt.timedelta(days=self.begun + 21),
            decided_by_id=actor.account_id, costs_nothing=True,
        )  # fmt: skip
        steps.add_agreement(actor, person_id=self.person.pk, agreement=whole)
        own = AgreementDetails(
            self.tale.own_agreement, Doer(by_young_person=True), unit, due_on=on + dt.timedelta(days=self.begun + 6),
            decided_by_young_person=True, costs_nothing=True,
        )  # fmt: skip
        steps.add_agreement(actor, person_id=self.person.pk, agreement=own)
        undecided = AgreementDetails(
            self.tale.undecided, Doer(account_id=actor.account_id), unit, due_on=on + dt.timedelta(days=self.begun + 9)
        )
        steps.add_agreement(actor, person_id=self.person.pk, agreement=undecided)

    def try_something(self, on: dt.date) -> None:
        """What the tale tells, and something in everyday life, of which there is enough that others may learn from it."""
        tale = self.tale
        self._try(on, tale.belief, tale.area, tale.trial, tale.expected)
        self._try(on, self.everyday.belief, "everyday", self.everyday.did, self.everyday.expected)

    def _try(self, on: dt.date, belief: str, area: str, did: str, expected: str) -> None:
        actor, person_id = self._actor(on), self.person.pk
        made = methods.make_hypothesis(actor, person_id=person_id, text=belief, area=area)
        trial = methods.start_trial(actor, person_id=person_id, hypothesis_id=made.pk, did=did, expected=expected)
        self._trials.append(trial.pk)

    def tell_trial(self, on: dt.date) -> None:
        """What was learned may be shared, unless a word of it happens to be the young person's own name."""
        tale, everyday = self.tale, self.everyday
        told = (
            Lesson(tale.saw, tale.learned, TrialResult.YES, may_be_shared=True),
            Lesson(everyday.saw, everyday.learned, TrialResult(everyday.result), may_be_shared=True),
        )
        for trial_id, lesson in zip(self._trials, told, strict=True):
            self._tell(on, trial_id, lesson)

    def _tell(self, on: dt.date, trial_id: int, lesson: Lesson) -> None:
        for one in (lesson, replace(lesson, may_be_shared=False)):
            try:
                methods.tell_trial(self._actor(on), person_id=self.person.pk, trial_id=trial_id, lesson=one)
            except DomainError:
                continue
            return

    def measure(self, score: int, on: dt.date) -> None:
        """The young person's own scores beside the worker's, who is a little more careful."""
        scales = terms_on(on).scales()
        scores = [
            Scores(one.code, young=min(score + place % 2, one.highest), worker=max(score - place % 2, one.lowest))
            for place, one in enumerate(scales)
        ]
        methods.measure_progression(self._actor(on), person_id=self.person.pk, scores=scores)

    def write_note(self, on: dt.date) -> None:
        actor = self._actor(on)
        place = journal.places(actor, self.person.pk)[-1].code
        notes.write_note(actor, person_id=self.person.pk, new=NewNote(place, on, self.tale.note, NoteKind.CONVERSATION))

    def ask_for_consent(self, on: dt.date) -> None:
        """A yes to what a department of another authority knows; a municipality that is one authority needs none."""
        actor = self._actor(on)
        others = Department.objects.exclude(pk__in=own_departments(actor)).filter(is_active=True)
        beside = _colleague_beside(actor)
        other = beside.unit.department if beside and beside.unit else others.order_by("code").first()
        if other is None or self._is_child(on):
            return
        terms = consents.Terms(
            purpose="Så skole, PPR og ungeindsats kan lave én plan sammen",
            kinds=frozenset({"cases", "plan", "notes"}), giving=frozenset({other.code}),
            receiving=frozenset({actor.department}), basis="consent_11a", concerns="planen og skridtene i den",
        )  # fmt: skip
        given = consents.Given(GivenBy.YOUNG_PERSON, Channel.SPOKEN, "da", on)
        consents.give_consent(actor, person_id=self.person.pk, terms=terms, given=given)

    def begin_beside(self, on: dt.date) -> None:
        """What such a department does for somebody under age: a case, a step and a note, which only a yes opens to others."""
        actor = self._actor(on)
        post = _colleague_beside(actor)
        of_age = self.person.born_on <= terms_on(on).before("of_age", on)
        if post is None or post.unit is None or of_age or self._is_child(on):
            return
        law = desks_of(profile_on(on))[BESIDE].law
        there = Case.objects.filter(young_person=self.person, unit=post.unit, discipline=BESIDE, closed_on__isnull=True)
        if there.exists():
            return
        opening = Opening(post.unit.pk, law, BESIDE, on, post.account_id)
        cases.open_case(actor, person_id=self.person.pk, opening=opening)
        colleague, doer = actor_for(post.account, on), Doer(account_id=post.account_id)
        due_on = clock.today() + dt.timedelta(days=self.begun + 25)
        step = StepDetails(BESIDE_STEP, "education", doer, post.unit, on, due_on)
        steps.add_step(colleague, person_id=self.person.pk, step=step)
        place = journal.places(colleague, self.person.pk)[-1].code
        note = NewNote(place, on, BESIDE_NOTE, NoteKind.CONVERSATION)
        notes.write_note(colleague, person_id=self.person.pk, new=note)

    def _is_child(self, on: dt.date) -> bool:
        """Whether a guardian, not the young person, says yes to sharing on that day."""
        return self.person.born_on > terms_on(on).before("consent_own_from_age", on)


def _colleague_beside(actor: Actor) -> RoleAssignment | None:
    """Somebody who has the cases of a discipline that is another authority here; None where it is the same one."""
    profile = profile_on(actor.on)
    desk = desks_of(profile)[BESIDE]
    unit = next(one for one in profile.units if one.code == desk.unit)
    laws = next(one.laws for one in profile.departments if one.code == unit.department)
    if BESIDE not in unit.disciplines or desk.law not in laws:
        return None
    posts = RoleAssignment.objects.filter(unit__code=desk.unit, role=Role.AUTHORITY_CASEWORKER, account__is_active=True)
    posts = posts.exclude(unit__department_id__in=own_departments(actor))
    return posts.select_related("account", "unit__department").order_by("account_id").first()


def _unit_of(actor: Actor) -> Unit:
    return Unit.objects.get(pk=actor.grants[0].unit_id or 0)


def _handovers(today: dt.date) -> Iterator[Event]:
    """A few cases on their way from one demo caseworker to the unit, one of which has waited too long, and one to the caseworker."""
    demo = demo_account("sagsbehandler")
    if demo is None:
        return
    held = Case.objects.filter(caseworker=demo, closed_on__isnull=True).order_by("pk")[:_APART]
    for case, days_ago in zip(held, (12, 3, 1), strict=False):
        yield Event(days_ago, partial(_hand_over, demo, case, Asking(_NOTE, to_unit_id=case.unit_id)))
    unit_ids = demo.assignments.values("unit_id")
    others = Case.objects.filter(unit__in=unit_ids, closed_on__isnull=True, caseworker__is_active=True)
    for case in others.exclude(caseworker=demo).select_related("caseworker").order_by("-caseworker_id", "-pk")[:1]:
        if case.caseworker is not None:
            yield Event(2, partial(_hand_over, case.caseworker, case, Asking(_NOTE, to_account_id=demo.pk)))


def _hand_over(account: Account, case: Case, asking: Asking, on: dt.date) -> None:
    try:
        handovers.hand_over_case(actor_for(account, on), case_id=case.pk, asking=asking)
    except DomainError:
        return  # nobody else works in that unit in this municipality
