# SPDX-License-Identifier: EUPL-1.2
"""Acts on the organisation: a profile is added from a date, and the departments and units follow it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.rules import canonical
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.facts import facts
from roedtraad.kernel.locks import Lock, hold
from roedtraad.kernel.remembering import forget
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation import profile as profile_parts
from roedtraad.organisation.models import Department, ProfileVersion, Unit
from roedtraad.organisation.profile import (
    FactSignature,
    Problem,
    Profile,
    ProfileError,
    check_against_facts,
    diff,
    path_text,
    to_document,
)  # fmt: skip
from roedtraad.organisation.queries import profile_of, version_on


def known_facts() -> Mapping[str, FactSignature]:
    """The facts that rules may use, as the profile's checker wants them."""
    return {
        fact.name: FactSignature(kind=fact.kind.value, arguments=fact.arguments, waits=bool(fact.waits_for))
        for fact in facts
    }


def require_fitting_rules(profile: Profile) -> None:
    """Refuse a profile whose rules ask what no fact can answer. Raises ProfileError with every mistake."""
    findings = check_against_facts(profile, known_facts())
    if findings:
        raise ProfileError([Problem(profile.id, None, path_text(f.path), f.message, f.remedy) for f in findings])


@transaction.atomic
def load_profile(actor: Actor, *, profile: Profile, valid_from: dt.date, note: str = "") -> ProfileVersion | None:
    """Let a profile count from a date. Earlier versions stay as they were, and nothing that people have is lost.

    Refuses a profile whose rules do not fit the facts. Gives None when the version that counts on the date says the same.
    """
    if not has_right(actor, Right.EDIT_ORGANISATION):
        raise NotAllowed("edit_organisation", _("Only the secretariat and the administrator may change the profile."))
    require_fitting_rules(profile)
    hold(Lock.PROFILE)
    before = version_on(valid_from)
    document = to_document(profile)
    digest = hashlib.sha256(canonical(document).encode()).hexdigest()
    if before is not None and before.digest == digest:
        return None
    version = ProfileVersion.objects.create(
        valid_from=valid_from, document=document, digest=digest, note=note, made_at=clock.now(),
        made_by_id=actor.account_id, made_by_name=actor.name,
    )  # fmt: skip
    forget()
    current = version_on(max(valid_from, clock.today()))
    if current is not None and current.pk == version.pk and valid_from <= clock.today():
        follow_profile(profile, clock.today())
    changes = len(diff(profile_of(before), profile)) if before else 0
    record_change(actor, Record("profile_loaded", "profile", version.pk, values=_summary(version, profile, changes)))
    return version


def _summary(version: ProfileVersion, profile: Profile, changes: int) -> dict[str, Any]:
    return {"profile": profile.id, "valid_from": version.valid_from, "note": version.note, "changes": changes}


def follow_profile(profile: Profile, on: dt.date) -> bool:
    """Make departments and units as the profile has them on a date; whether anything had to be changed.

    What the profile lacks stays, but is no longer active.
    """
    view = profile.at(on)
    departments = {one.code: _department_values(one) for one in view.departments}
    changed = _follow(Department.objects.all(), departments)
    keys = dict(Department.objects.values_list("code", "pk"))
    units = {one.code: _unit_values(one, keys[one.department]) for one in view.units}
    entry = {code for code, values in units.items() if values["is_entry"]}
    changed |= bool(Unit.objects.filter(is_entry=True).exclude(code__in=entry).update(is_entry=False))
    return _follow(Unit.objects.all(), units) or changed


def _department_values(one: profile_parts.Department) -> dict[str, Any]:
    return {"name_da": one.name.da, "name_en": one.name.en, "disciplines": list(one.disciplines), "is_active": True}


def _unit_values(one: profile_parts.Unit, department_id: int) -> dict[str, Any]:
    return {
        "department_id": department_id, "name_da": one.name.da, "name_en": one.name.en,
        "disciplines": list(one.disciplines), "is_entry": one.is_entry, "has_authority": one.has_authority,
        "is_active": True,
    }  # fmt: skip


def _follow(rows: "QuerySet[Department] | QuerySet[Unit]", wanted: Mapping[str, dict[str, Any]]) -> bool:
    """Give the rows the wanted values by code, and end those that are not wanted; whether anything was changed."""
    there = {row.code: row for row in rows}
    changed = bool(rows.filter(is_active=True).exclude(code__in=wanted).update(is_active=False))
    for code, values in wanted.items():
        row = there.get(code)
        if row is None:
            rows.create(code=code, **values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            rows.filter(pk=row.pk).update(**values)
        else:
            continue
        changed = True
    return changed


@transaction.atomic
def follow_profile_today(actor: Actor) -> None:
    """Let departments and units be as the profile of today has them: what was decided for a later date has come.

    Writes nothing when they already are, or when no profile has been loaded.
    """
    version = version_on(clock.today())
    if version is None or not actor.is_system:
        return
    if follow_profile(profile_of(version), clock.today()):
        record_change(actor, Record("profile_followed", "profile", version.pk, values={"on": clock.today()}))
