# SPDX-License-Identifier: EUPL-1.2
"""A plan as one document, and a document made into the plan again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from roedtraad.plans.models import Agreement, Goal, Hypothesis, NetworkPerson, Plan, PlanText, Step, TrialAction
from roedtraad.plans.rules import HEAD, WHOLE, Document, Row

_HEAD_COLUMNS: Final = ("revised_on", "next_revision_on", "realistic_on", "realistic_by_id")
_HEAD_FIELDS: Final = {one.attname: one for one in Plan._meta.local_concrete_fields}


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the plan: its name in the document, and how its rows lead to the plan."""

    name: str
    model: type[models.Model]
    path: str = "plan"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column but the key and the plan itself."""
        own = self.model._meta.local_concrete_fields
        return tuple(one.attname for one in own if not one.primary_key and one.name != "plan")

    def rows(self, plan: Plan) -> "QuerySet[Any, Any]":
        return self.model._default_manager.filter(**{self.path: plan})


SECTIONS: Final = (
    Section("goals", Goal),
    Section("steps", Step),
    Section("agreements", Agreement),
    Section("texts", PlanText),
    Section("network", NetworkPerson),
    Section("hypotheses", Hypothesis),
    Section("trials", TrialAction, "hypothesis__plan"),
)
"""In the order in which one needs the other."""


def take(plan: Plan) -> Document:
    """The whole plan as it stands, with what is empty left out."""
    document: dict[str, Mapping[str, Row]] = {
        HEAD: {WHOLE: _row({name: getattr(plan, name) for name in _HEAD_COLUMNS})}
    }
    for section in SECTIONS:
        rows = section.rows(plan).order_by("pk").values("pk", *section.columns)
        document[section.name] = {str(row.pop("pk")): _row(row) for row in rows}
    return document


def _row(values: Mapping[str, Any]) -> Row:
    return {name: _plain(value) for name, value in values.items() if value not in (None, "", False)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def put_back(plan: Plan, document: Document) -> None:
    """Make the plan what a document says: what came later goes, what has gone comes back under the key that it had."""
    head = document.get(HEAD, {}).get(WHOLE, {})
    for name in _HEAD_COLUMNS:
        setattr(plan, name, _value(_HEAD_FIELDS[name], head.get(name)))
    for section in reversed(SECTIONS):
        section.rows(plan).exclude(pk__in=[int(key) for key in document.get(section.name, {})]).delete()
    for section in SECTIONS:
        rows = document.get(section.name, {})
        # what has ended before what still holds: only one main goal can hold
        for key in sorted(rows, key=lambda key: "ended_on" not in rows[key]):
            _write(section, plan, int(key), rows[key])


def _write(section: Section, plan: Plan, key: int, row: Row) -> None:
    fields = {one.attname: one for one in section.model._meta.local_concrete_fields}
    values = {name: _value(fields[name], row.get(name)) for name in section.columns}
    if "plan_id" in fields:
        values["plan_id"] = plan.pk
    section.model._default_manager.update_or_create(pk=key, defaults=values)


def _value(field: "models.Field[Any, Any]", value: object) -> object:
    """A column's value from what the document holds."""
    if value is None:
        return None if field.null else field.get_default() if field.empty_strings_allowed else field.to_python(False)
    if isinstance(field, models.DateTimeField):
        return parse_datetime(str(value))
    return parse_date(str(value)) if isinstance(field, models.DateField) else value
