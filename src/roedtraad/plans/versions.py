# SPDX-License-Identifier: EUPL-1.2
"""The plan as it was: its versions in words, two of them side by side, and who has signed which."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import act_types
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.organisation.models import Account, Unit
from roedtraad.plans import policies, rules, snapshots
from roedtraad.plans.changing import document_of
from roedtraad.plans.models import Plan, PlanVersion, Signer
from roedtraad.plans.rules import HEAD, Difference, Document, Row
from roedtraad.plans.version_actions import areas_of, unit_of

_THINGS: Final[Mapping[str, tuple[str | Promise, str]]] = {
    HEAD: (gettext_lazy("The plan"), ""),
    "goals": (gettext_lazy("Goal"), "words"),
    "steps": (gettext_lazy("Step"), "title"),
    "agreements": (gettext_lazy("Agreement"), "what"),
    "texts": (gettext_lazy("Part of the plan"), "code"),
    "network": (gettext_lazy("Network"), "name"),
    "hypotheses": (gettext_lazy("Hypothesis"), "text"),
    "trials": (gettext_lazy("Trial action"), "did"),
}
"""What a section holds, and the column that names a thing in it."""
_TITLES: Final[Mapping[str, str | Promise]] = {
    "unit_id": gettext_lazy("unit"),
    "order": gettext_lazy("place on the line"),
    "responsible_id": gettext_lazy("who does it"),
    "decided_by_id": gettext_lazy("decided by"),
    "decided_unit_id": gettext_lazy("decided by the unit"),
    "decided_by_young_person": gettext_lazy("the young person decides"),
    "paid_by_id": gettext_lazy("paid by"),
    "realistic_by_id": gettext_lazy("found realistic by"),
    "step_id": gettext_lazy("step"),
    "hypothesis_id": gettext_lazy("hypothesis"),
}
_UNITS: Final = frozenset({"unit_id", "decided_unit_id", "paid_by_id"})
_THERE: Final = frozenset({"step_id", "hypothesis_id"})
_TOLD: Final[Mapping[str, tuple[str, ...]]] = {"texts": ("text",)}
"""What a thing says that is new or gone, where its name does not tell it."""
_UNSAID: Final = frozenset({"written_at", "written_by_id", "made_by_id", "tried_by_id", "level"})


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature. `is_current`: what it agreed to is still what is agreed."""

    signer_title: str
    name: str
    signed_at: dt.datetime
    how_title: str
    recorded_by: str
    version: int
    is_current: bool
    is_young_person: bool = False


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One column of a thing, before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that two versions differ in, in words."""

    thing: str
    name: str
    how: str
    columns: tuple[ColumnChange, ...]

    @property
    def is_new(self) -> bool:
        return self.how == "new"

    @property
    def is_gone(self) -> bool:
        return self.how == "gone"


@dataclass(frozen=True, slots=True)
class Changes:
    """What the actor may read of what has been changed, and how much they may not."""

    rows: tuple[ChangeRow, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: when, by whom, and what it changed."""

    number: int
    made_at: dt.datetime
    who: str
    act_title: str
    restored_from: int | None
    changes: Changes
    is_current: bool


def signatures(plan: Plan) -> tuple[SignatureRow, ...]:
    """Every signature, the latest first."""
    now = plan.versions.filter(number=plan.version).values_list("digest", flat=True).first()
    found = plan.sign_offs.select_related("version", "recorded_by").defer("version__document")
    return tuple(
        SignatureRow(
            signer_title=one.get_signer_display(), name=one.name, signed_at=one.signed_at,
            how_title=one.get_how_display(), recorded_by=one.recorded_by.name if one.recorded_by else "",
            version=one.version.number, is_current=one.version.digest == now,
            is_young_person=one.signer == Signer.YOUNG_PERSON,
        )
        for one in found
    )  # fmt: skip


def version_rows(actor: Actor, plan: Plan, number: int) -> Page[VersionRow]:
    """The versions, newest first, each with what it changed as far as the actor may read it."""
    found: Page[PlanVersion] = paged(plan.versions.select_related("made_by"), number)
    return found.with_rows(lambda versions: _version_rows(actor, plan, versions))


def _version_rows(actor: Actor, plan: Plan, versions: Sequence[PlanVersion]) -> list[VersionRow]:
    documents = {one.number: one.document for one in versions}
    if versions and versions[-1].number > 1:
        documents[versions[-1].number - 1] = document_of(plan, versions[-1].number - 1)
    words = Words(actor, plan.young_person_id, documents.values())
    return [
        VersionRow(
            number=one.number, made_at=one.made_at, who=_who(one), act_title=_act_title(one.act),
            restored_from=one.restored_from, is_current=one.number == plan.version,
            changes=words.tell(documents.get(one.number - 1, {}), one.document) if one.number > 1 else Changes(()),
        )
        for one in versions
    ]  # fmt: skip


def _who(version: PlanVersion) -> str:
    if version.by_young_person:
        return _("the young person")
    return version.made_by.name if version.made_by else ""


def _act_title(act: str) -> str:
    found = act_types.get(act)
    return str(found.title) if found else act


def compare(actor: Actor, plan: Plan, before: int, after: int) -> Changes:
    """What has been changed from one version to another. Raises NotVisible for a version that does not exist."""
    old, new = document_of(plan, before), document_of(plan, after)
    if not old or not new:
        raise NotVisible
    return Words(actor, plan.young_person_id, (old, new)).tell(old, new)


def meanwhile(actor: Actor, plan: Plan, seen: int) -> list[PlanVersion]:
    """The versions that others have made since the actor saw the plan."""
    since = plan.versions.defer("document").filter(number__gt=seen).exclude(made_by_id=policies.account_of(actor) or 0)
    return list(since.select_related("made_by"))


class Words:
    """Puts the differences between documents into words; names are looked up once for all of them."""

    def __init__(self, actor: Actor, person_id: int, documents: Iterable[Document]) -> None:
        self._allowed = policies.reads(actor, person_id)
        self._units = {unit.pk: unit for unit in Unit.objects.select_related("department")}
        self._documents = tuple(documents)
        rows = [row for one in self._documents for section in one.values() for row in section.values()]
        wanted = {row[name] for row in rows for name in row if name.endswith("_by_id") or name == "responsible_id"}
        self._names = dict(Account.objects.filter(pk__in=wanted).values_list("pk", "name"))

    def tell(self, before: Document, after: Document) -> Changes:
        """The differences between two versions."""
        found = rules.differences(before, after)
        shown = [one for one in found if self._may_read(one)]
        rows = [self._row(one) for one in shown]
        return Changes(tuple(row for row in rows if row.columns or row.how != "changed"), len(found) - len(shown))

    def told(self, found: Iterable[Difference]) -> tuple[ChangeRow, ...]:
        """Differences that have been found already."""
        return tuple(self._row(one) for one in found if self._may_read(one))

    def _may_read(self, one: Difference) -> bool:
        return all(self._may_read_row(one.section, row) for row in (one.before, one.after) if row)

    def _may_read_row(self, section: str, row: Row) -> bool:
        unit = self._units.get(unit_of(section, row, *self._documents) or 0)
        areas = areas_of(section, row, *self._documents)
        return all(
            self._allowed.allows(unit.department_id if unit else None, policies.kind_of(unit, area)) for area in areas
        )

    def _row(self, one: Difference) -> ChangeRow:
        thing, _naming = _THINGS[one.section]
        how = "new" if one.before is None else "gone" if one.after is None else "changed"
        columns = [name for name in one.columns or _TOLD.get(one.section, ()) if name not in _UNSAID]
        return ChangeRow(
            str(thing), self._name(one.section, one.row), how, tuple(self._column(one, name) for name in columns)
        )

    def _name(self, section: str, row: Row) -> str:
        naming = _THINGS[section][1]
        return self._value(section, naming, row.get(naming)) if naming else ""

    def _column(self, one: Difference, name: str) -> ColumnChange:
        before, after = (self._value(one.section, name, (row or {}).get(name)) for row in (one.before, one.after))
        return ColumnChange(str(_TITLES.get(name) or field_of(one.section, name).verbose_name), before, after)

    def _value(self, section: str, name: str, value: object) -> str:
        if value is None or name in _THERE:
            return self._there(name, value)
        if name in _UNITS:
            unit = self._units.get(int(str(value)))
            return unit.local_name if unit else ""
        if name.endswith("_by_id") or name == "responsible_id":
            return self._names.get(int(str(value)), "")
        return _plain_value(field_of(section, name), value)

    def _there(self, name: str, value: object) -> str:
        """The name of the step or hypothesis that something is about."""
        section = {"step_id": "steps", "hypothesis_id": "hypotheses"}.get(name, "")
        found = (one.get(section, {}).get(str(value)) for one in self._documents)
        return next((self._name(section, row) for row in found if row and self._may_read_row(section, row)), "")


def field_of(section: str, name: str) -> "models.Field[Any, Any]":
    """The column of a section's table."""
    model = next((one.model for one in snapshots.SECTIONS if one.name == section), Plan)
    return next(one for one in model._meta.local_concrete_fields if one.attname == name)


def _plain_value(field: "models.Field[Any, Any]", value: object) -> str:
    if value is True:
        return _("yes")
    if isinstance(field, models.DateField):
        on = parse_date(str(value)[:10])
        return date_format(on, "SHORT_DATE_FORMAT") if on else ""
    titles = dict(field.flatchoices) if field.choices else {}
    return str(titles.get(value, value))
