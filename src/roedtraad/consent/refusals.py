# SPDX-License-Identifier: EUPL-1.2
"""What this room refuses, by code, in words that say what to do."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roedtraad.consent.rules import Misfit
from roedtraad.consent.words import MISFIT_TEXTS
from roedtraad.kernel.errors import DomainError

REFUSALS: Final[Mapping[str, Promise]] = {
    "consent_in_future": _("The consent is dated in the future. Write it down when it has been given."),
    "consent_before_given": _("The consent cannot hold before it was given."),
    "consent_ends_first": _("The last day is before the first. Correct the date."),
    "consent_too_long": _("A consent cannot hold that long. Choose an earlier last day; it can be renewed."),
    "consent_too_young": _("At this age a guardian says yes. Choose the guardian."),
    "consent_is_their_own": _("At this age the young person says yes. A guardian can say yes as well, but not alone."),
    "consent_of_age": _("The young person is of age, so no guardian says yes."),
    "consent_without_guardian": _("Choose the guardian who says yes. It must be one who holds parental authority."),
    "consent_past_own_age": _(
        "The guardian's consent cannot hold past the day on which the young person says yes alone. Choose an earlier last day."
    ),
    "consent_without_kinds": _("Choose which kinds of data. A yes to “whatever is relevant” is not valid."),
    "consent_without_purpose": _(
        "Say what it is for, and in which case. A yes to “whatever is relevant” is not valid."
    ),
    "consent_without_parties": _("Choose who tells, and who is told."),
    "consent_without_departments": _("One of the two must be a department of the municipality."),
    "kinds_of_nobody": _(
        "The story and the young person's school, work and benefit belong to no department, so departments share nothing of "
        "them: which colleagues see them depends on their role. Choose them only when somebody outside gets them."
    ),
    "department_unknown": _("One of the departments is no longer there. Choose again."),
    "consent_basis": _("This legal basis is not one that the municipality asks for consent on."),
    "consent_not_less": _("Choose fewer kinds than before, and at least one. To end all of it, take the consent back."),
    "consent_is_over": _("This consent has run out. Renew it."),
    "sharing_without_reason": _("Say why. The young person and the data protection officer can read it."),
    "sharing_needs_no_row": _(
        "These departments are one authority. Share what the task needs; nothing is to be written here."
    ),
    "sharing_ends_first": _("The last day is before the first. Correct the date."),
    "sharing_too_long": _("It cannot be shared for that long. Choose an earlier last day."),
    "sharing_needs_consent": _("This basis needs a consent. Ask the young person, and write down the yes."),
    "override_not_needed": _("The rules allow this. Share it on the basis, without setting the rules aside."),
    "override_too_often": _("You have set the rules aside too often today. Talk to the data protection officer."),
    "passing_to_own": _("Your own department has it already. To use it yourself, make the document."),
    "sharing_basis": _("This is not one of the legal bases that the municipality shares on."),
}


def refusal(code: str) -> DomainError:
    """The refusal of a code in words."""
    return DomainError(code, REFUSALS[code])


def refuse(code: str) -> None:
    """Refuse with the words of a code; nothing when the code is empty."""
    if code:
        raise refusal(code)


def refuse_misfit(misfit: Misfit | None) -> None:
    """Refuse a basis that does not carry what is asked."""
    if misfit is not None:
        raise DomainError(f"basis_{misfit.value}", MISFIT_TEXTS[misfit])
