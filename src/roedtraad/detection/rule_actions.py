# SPDX-License-Identifier: EUPL-1.2
"""Acts on rules: switch one on or off from a date. The change is a new version of the profile, as any other."""

import datetime as dt

from django.db import transaction

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.organisation.models import ProfileVersion
from roedtraad.organisation.profile import Profile
from roedtraad.organisation.profile_actions import change_profile
from roedtraad.organisation.profile_editing import with_parts
from roedtraad.organisation.queries import profile_on


def switched(profile: Profile, rule: str, *, enabled: bool, from_on: dt.date) -> Profile:
    """The profile with one rule on or off from a date. Raises NotVisible when the rule does not hold that day."""
    if profile.rule(rule, from_on) is None:
        raise NotVisible
    return with_parts(profile, "rules", from_on, lambda part: {"enabled": enabled} if part.id == rule else None)


@transaction.atomic
def switch_rule(
    actor: Actor, *, rule: str, enabled: bool, valid_from: dt.date, note: str = "", past_confirmed: bool = False
) -> ProfileVersion:
    """Switch a rule on or off from a date; the period before is kept as it was.

    Refuses what changes nothing, and a date in the past without a yes and a reason (see `change_profile`).
    """
    profile = switched(profile_on(valid_from), rule, enabled=enabled, from_on=valid_from)
    version = change_profile(actor, profile=profile, valid_from=valid_from, note=note, past_confirmed=past_confirmed)
    values = {"rule": rule, "enabled": enabled, "valid_from": valid_from, "note": note}
    record_change(actor, Record("rule_switched", "profile", version.pk, values=values))
    return version
