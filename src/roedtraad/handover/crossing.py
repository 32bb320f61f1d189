# SPDX-License-Identifier: EUPL-1.2
"""A handover to another authority: the note and the case leave one's hands, so they are passed on and rest on a basis."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from roedtraad.consent.passing import Cover, Held, Receiver, record_passed_on, require_cover
from roedtraad.handover import policies
from roedtraad.handover.models import Handover
from roedtraad.kernel.actor import Actor
from roedtraad.organisation.models import Unit


def require_basis(actor: Actor, one: Handover, unit: Unit) -> Cover | None:
    """What the handover may be passed on to the unit upon; None when nothing leaves the authority.

    Refuses one that neither one authority nor a consent or sharing in force carries: `passing_without_basis`.
    """
    if one.department_id is None or one.department_id == unit.department_id:
        return None
    holds = _holds(one, one.department_id)
    found = require_cover(actor, one.young_person_id, Receiver(unit.department_id), holds)
    return None if found.is_inside_one_authority else found


def _holds(one: Handover, department_id: int) -> Sequence[Held]:
    """The note, and with a case the journal that lies in it. A task that its holder has left has no note, and tells nothing."""
    kind = policies.kind_of(one)
    if one.case is None:
        return [(department_id, kind)] if one.works else []
    return [(department_id, each) for each in sorted({kind, "notes" if kind == "cases" else kind})]


def pass_note_on(actor: Actor, one: Handover, unit: Unit, cover: Cover | None) -> None:
    """Write down that the note, and with it the case, was handed to another authority."""
    if cover is None:
        return
    what = _("Handover: %(what)s") % {"what": one.case.reference if one.case else _("contact person")}
    record_passed_on(actor, person_id=one.young_person_id, to=Receiver(unit.department_id), what=what, cover=cover)
