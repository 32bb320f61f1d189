# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.cases import absences, facts, holdings, importing, queries, thread, waiting
from roedtraad.cases.models import Case, CaseFollowUp, ContactPerson
from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.contributions import (
    ActType,
    PersonAct,
    PersonColumn,
    PersonRelation,
    PersonSection,
    PersonTab,
    RetentionPart,
    ThreadSource,
    act_types,
    person_acts,
    person_columns,
    person_relations,
    person_sections,
    person_tabs,
    retention_parts,
    thread_sources,
)
from roedtraad.kernel.periods import running
from roedtraad.kernel.rights import Part, Right, Scope

Ids = QuerySet[Any, Any]


def register() -> None:
    """Relations, thread entries, facts and acts of this room."""
    holdings.register()
    waiting.register()
    facts.register()
    importing.register()
    retention_parts.register(RetentionPart("cases", "case", _("closed cases"), _closed_before))
    _register_relations()
    _register_page()
    for name, title in (
        ("contact_recorded", _("Recorded a contact")),
        ("contact_person_named", _("Named a contact person")),
        ("contact_person_ended", _("Ended a contact person")),
        ("case_opened", _("Opened a case")),
        ("case_assigned", _("Gave a case to somebody")),
        ("case_closed", _("Closed a case")),
        ("follow_up_recorded", _("Recorded how it goes after a case")),
        ("follow_ups_released", _("Gave follow-ups on when an account closed")),
        ("absence_registered", _("Registered an absence")),
        ("absence_ended", _("Ended an absence")),
        ("contact_wish_written", _("Wrote down what is wanted of a contact person")),
        ("absences_seen", _("Saw who is away")),
        ("shifts_seen", _("Saw the shifts of contact persons")),
        ("shifts_exported", _("Took out the shifts of contact persons")),
    ):
        act_types.register(ActType(name, title))


def _closed_before(day: dt.date) -> "QuerySet[Case]":
    """Cases that were closed before a day. Whether a source still tells of them is no use of them."""
    return Case.objects.filter(closed_on__lt=day)


def _register_relations() -> None:
    person_relations.register(PersonRelation("contact_person", Scope.OWN, _as_contact_person))
    person_relations.register(PersonRelation("caseworker", Scope.OWN, _as_caseworker))
    person_relations.register(PersonRelation("unit_case", Scope.UNIT, _cases_in_unit))
    person_relations.register(PersonRelation("department_case", Scope.DEPARTMENT, _cases_in_department))
    person_relations.register(PersonRelation("follow_up", Scope.OWN, _to_follow_up))
    person_relations.register(PersonRelation("substitute_contact", Scope.OWN, absences.followed_for_others))
    person_relations.register(PersonRelation("substitute_case", Scope.OWN, absences.cases_for_others))


def _register_page() -> None:
    thread_sources.register(ThreadSource("cases", Part.CASES, thread.case_entries, _("cases")))
    thread_sources.register(
        ThreadSource("contact_persons", Part.CASES, thread.contact_person_entries, _("contact persons"))
    )
    thread_sources.register(ThreadSource("contacts", Part.CONTACTS, thread.contact_entries, _("contacts")))
    person_tabs.register(PersonTab("cases", _("Cases"), Part.CASES, "cases:person-cases", 50))
    person_acts.register(PersonAct("open_case", _("Open a case"), Right.MANAGE_CASES, "cases:case-open"))
    for name, part, context, place in (
        ("contact_person", Part.CONTACTS, queries.coordinating_section, "top"),
        ("cases", Part.CASES, queries.cases_section, "main"),
        ("contacts", Part.CONTACTS, queries.contacts_section, "main"),
    ):
        person_sections.register(PersonSection(name, part, f"cases/{name}_section.html", context, place))
    person_columns.register(
        PersonColumn(
            "contact_person",
            _("contact person"),
            Part.CONTACTS,
            queries.contact_person_name,
            missing_title=_("without contact person"),
        )
    )


def _open_cases() -> QuerySet[Case]:
    return Case.objects.filter(closed_on__isnull=True)


def _as_contact_person(actor: Actor, grants: Sequence[Grant]) -> Ids:
    return ContactPerson.objects.filter(running(actor.on), account_id=actor.account_id or 0).values("young_person_id")


def _as_caseworker(actor: Actor, grants: Sequence[Grant]) -> Ids:
    return _open_cases().filter(caseworker_id=actor.account_id).values("young_person_id")


def _to_follow_up(actor: Actor, grants: Sequence[Grant]) -> Ids:
    """A case that has closed stays with whoever asks how it goes, until that is done."""
    waiting_for = CaseFollowUp.objects.filter(account_id=actor.account_id or 0, done_on__isnull=True)
    return waiting_for.values(young_person_id=F("case__young_person_id"))


def _cases_in_unit(actor: Actor, grants: Sequence[Grant]) -> Ids | None:
    units = [grant.unit_id for grant in grants if grant.unit_id]
    return _open_cases().filter(unit_id__in=units).values("young_person_id") if units else None


def _cases_in_department(actor: Actor, grants: Sequence[Grant]) -> Ids | None:
    departments = [grant.department_id for grant in grants if grant.department_id]
    if not departments:
        return None
    return _open_cases().filter(unit__department_id__in=departments).values("young_person_id")
