# SPDX-License-Identifier: EUPL-1.2
"""The demo's one entry: enquiries and what came of them, a dropout with the law's clocks, future workshops, a visitation."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.demo.entrance_tales import (
    DROPOUT,
    DROPOUT_PLACE,
    DROPOUT_PROMISE,
    ENQUIRIES,
    PHONE,
    REASONS,
    VISITED,
    WORKSHOPS,
    ToldEnquiry,
    ToldWorkshop,
)
from roedtraad.demo.events import Event, demo_account, on_duty, working_days
from roedtraad.demo.staffing import Desk, desks_of
from roedtraad.intake import actions as enquiries
from roedtraad.intake import person_actions, workshop_actions
from roedtraad.intake.actions import EnquiryDetails
from roedtraad.intake.models import Channel, Enquiry, InstitutionNews, Outcome, Relation, SkillsBasis
from roedtraad.intake.queries import deciders, disciplines_of
from roedtraad.intake.workshop_actions import Decision, Screening, Skills, WorkshopDetails
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import LifeSituation, SituationKind

_LAST_WEEK = 6
_DROPPED = 4
"""Working days ago; less than the law gives for the contact, so that the clock still runs."""


def events(followed: Sequence[ContactPerson], today: dt.date) -> Iterator[Event]:
    """What the counsellor at the entry and the contact persons did; `followed` are those whose threads are told."""
    counsellor = demo_account("vejleder") or demo_account("kontaktperson")
    if counsellor is not None:
        for told in ENQUIRIES:
            yield Event(working_days(today, told.days_ago), partial(_record, counsellor, told))
    yield from _dropout(followed, today)
    for one, workshop in zip(_of_colleagues(followed, today), WORKSHOPS, strict=False):
        yield Event(min(workshop.days_ago, (today - one.started_on).days), partial(_screen, one, workshop))
    yield from _visitation(followed, today)


def _record(account: Account, told: ToldEnquiry, on: dt.date) -> None:
    actor = on_duty(account, on)
    details = EnquiryDetails(
        channel=Channel(told.channel), text=told.text, asker_relation=Relation(told.relation), asker_name=told.asker,
        asker_phone=PHONE if told.asker else "", about_name=told.about,
        news=InstitutionNews(told.news) if told.news else None, happened_on=on if told.news else None,
    )  # fmt: skip
    made = enquiries.record_enquiry(actor, details=details, take=bool(told.outcome or told.promised))
    if told.outcome:
        enquiries.close_enquiry(actor, enquiry_id=made.pk, outcome=Outcome(told.outcome))
    if told.promised:
        due_on = terms_on(on).after("enquiry_answer", made.due_on)
        enquiries.promise_answer(actor, enquiry_id=made.pk, promised=told.promised, due_on=due_on)


def _of_colleagues(followed: Sequence[ContactPerson], today: dt.date) -> list[ContactPerson]:
    """Those whose contact person has cases of their own to open and close."""
    return [one for one in followed if has_right(on_duty(one.account, today), Right.MANAGE_CASES)]


def _dropout(followed: Sequence[ContactPerson], today: dt.date) -> Iterator[Event]:
    """A school tells that somebody whom a colleague follows has left; the colleague joins it, and the law's clocks run."""
    terms, days = terms_on(today), working_days(today, _DROPPED)
    broken_on = today - dt.timedelta(days=days)
    aged = {"born_on__gt": terms.before("of_age", broken_on), "born_on__lte": terms.before("duty_from_age", broken_on)}
    studying = LifeSituation.objects.filter(
        kind__in=(SituationKind.YOUTH_EDUCATION, SituationKind.FGU, SituationKind.GRADE_10),
        started_on__lt=broken_on,
        ended_on__isnull=True,
    )
    rows = ContactPerson.objects.filter(
        is_coordinating=True, ended_on__isnull=True, started_on__lt=broken_on, account__is_active=True,
        young_person__in=studying.values("young_person_id"), **{f"young_person__{name}": day for name, day in aged.items()},
    ).exclude(young_person__in=[one.young_person_id for one in followed])  # fmt: skip
    told = rows.select_related("account", "young_person").order_by("-account__is_demo", "young_person_id")
    for one in _of_colleagues(list(told), today)[:1]:
        yield Event(days, partial(_drop_out, one))


def _drop_out(one: ContactPerson, on: dt.date) -> None:
    actor, person = on_duty(one.account, on), one.young_person
    details = EnquiryDetails(
        channel=Channel.INSTITUTION, text=DROPOUT, asker_relation=Relation.SCHOOL, asker_name=DROPOUT_PLACE,
        asker_phone=PHONE, about_name=person.name, about_born_on=person.born_on, news=InstitutionNews.BROKE_OFF,
        happened_on=on,
    )  # fmt: skip
    made = enquiries.record_enquiry(actor, details=details)
    person_actions.join_enquiry(actor, enquiry_id=made.pk, person_id=person.pk)
    due_on = terms_on(on).after("duty_contact", on)
    enquiries.promise_answer(actor, enquiry_id=made.pk, promised=DROPOUT_PROMISE, due_on=due_on)


def _screen(one: ContactPerson, told: ToldWorkshop, on: dt.date) -> None:
    """A workshop held by the contact person and somebody from another discipline; none where all are of one."""
    actor, second = on_duty(one.account, on), demo_account("sagsbehandler")
    if second is None or one.account_id == second.pk:
        return
    mine, other = sorted(disciplines_of(one.account_id, on)), sorted(disciplines_of(second.pk, on))
    pair = next(((first, last) for first in mine for last in other if first != last), None)
    if pair is None:
        return
    basis = SkillsBasis.NEED if told.need else SkillsBasis.NONE
    details = WorkshopDetails(
        on, Screening(one.account_id, pair[0], second.pk, pair[1]), told.result, Skills(basis, told.need, *told.levels),
        told.offers,
    )  # fmt: skip
    workshop_actions.record_workshop(actor, person_id=one.young_person_id, details=details)


def _visitation(followed: Sequence[ContactPerson], today: dt.date) -> Iterator[Event]:
    """The last of those followed who has no case yet where the places are gets one there."""
    days, place = working_days(today, _LAST_WEEK), _place(today)
    for one in reversed(_of_colleagues(followed, today)):
        if place is None or one.started_on >= today - dt.timedelta(days=days):
            continue
        if not _has_case_at(one, place[1]):
            yield Event(days, partial(_visitate, one, *place))
            return


def _has_case_at(one: ContactPerson, desk: Desk) -> bool:
    cases = Case.objects.filter(young_person_id=one.young_person_id, closed_on__isnull=True)
    return cases.filter(unit__code=desk.unit).exists()


def _place(today: dt.date) -> tuple[str, Desk] | None:
    """The first discipline, employment before others, whose unit works under the law of its cases."""
    profile = profile_on(today)
    desks, department_of = desks_of(profile), {unit.code: unit.department for unit in profile.units}
    laws = {department.code: department.laws for department in profile.departments}
    works_in = {unit.code: unit.disciplines for unit in profile.units}
    for discipline in ("employment", *desks):
        desk = desks[discipline]
        if discipline in works_in[desk.unit] and desk.law in laws[department_of[desk.unit]]:
            return discipline, desk
    return None


def _visitate(one: ContactPerson, discipline: str, desk: Desk, on: dt.date) -> None:
    """A mother rings, and the unit that has the places gets the case."""
    actor, leader, caseworker = on_duty(one.account, on), demo_account("leder"), demo_account("sagsbehandler")
    able = deciders(on)
    decided_by = able.filter(pk=leader.pk if leader else 0).first() or able.first()
    if decided_by is None or _has_case_at(one, desk):
        return
    details = EnquiryDetails(
        channel=Channel.PARENT, text=VISITED, asker_relation=Relation.PARENT, asker_phone=PHONE,
        young_person_id=one.young_person_id,
    )  # fmt: skip
    made: Enquiry = enquiries.record_enquiry(actor, details=details, take=True)
    unit = Unit.objects.get(code=desk.unit)
    works_there = caseworker is not None and caseworker.assignments.filter(unit=unit).exists()
    decision = Decision(
        unit.pk, desk.law, discipline, REASONS, decided_by.pk, on, caseworker.pk if caseworker and works_there else None,
        enquiry_id=made.pk,
    )  # fmt: skip
    workshop_actions.visitate(actor, person_id=one.young_person_id, decision=decision)
