# SPDX-License-Identifier: EUPL-1.2
"""Which sections of a profile have a form of their own, and which of their parts it can change today."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language

from roedtraad.kernel import clock
from roedtraad.organisation.profile import Profile
from roedtraad.organisation.profile_forms import (
    WHOLE,
    ContactTargetForm,
    CurrencyForm,
    MunicipalityForm,
    PartForm,
    TargetGroupForm,
    UnitForm,
)  # fmt: skip
from roedtraad.organisation.profile_forum_form import ForumForm

EDITORS: Final[Mapping[str, type[PartForm]]] = {
    form.section: form
    for form in (MunicipalityForm, TargetGroupForm, ForumForm, ContactTargetForm, CurrencyForm, UnitForm)
}
"""The sections that have a form of their own; everything else is changed in the text."""


def editable_parts(profile: Profile) -> dict[str, list[tuple[str, str]]]:
    """What can be changed with a form today: for each section the (key, name) of its parts."""
    language = get_language() or "da"
    held = profile.at(clock.today())
    parts = {
        "target_groups": [(one.code, one.title.get(language)) for one in held.target_groups],
        "forums": [(one.id, one.title.get(language)) for one in held.forums],
        "units": [(one.code, one.name.get(language)) for one in held.units],
    }
    parts["about"] = [(WHOLE, profile.title.get(language))]
    parts["contact_targets"] = [(WHOLE, "")] if held.contact_targets else []
    parts["status_currency"] = [(WHOLE, "")] if held.status_currency else []
    return parts
