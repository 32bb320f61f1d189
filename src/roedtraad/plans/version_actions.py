# SPDX-License-Identifier: EUPL-1.2
"""Acts on versions: sign one, and go back to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Unit
from roedtraad.people import policies as people
from roedtraad.plans import policies, rules, snapshots
from roedtraad.plans.changing import Done, begin, document_of, finish, log
from roedtraad.plans.leaving import give_on_from_closed
from roedtraad.plans.models import Plan, PlanVersion, SignedHow, Signer, SignOff
from roedtraad.plans.rules import Difference

_ABOVE: Final = {"trials": ("hypotheses", "hypothesis_id"), "agreements": ("steps", "step_id")}
"""What a thing in a document belongs to, and the column that says to which."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who agrees, and how they said so."""

    signer: Signer
    name: str
    how: SignedHow


@transaction.atomic
def sign_plan(actor: Actor, *, person_id: int, signature: Signature, seen: int | None = None) -> SignOff:
    """Sign the plan as it stands. Staff record a signature on paper or from a meeting; in the portal one signs for oneself.

    Refuses to sign what has been changed since it was read, the same signature twice, a signature in the portal by staff, and
    somebody else's in the portal.
    """
    if person_id in actor.own_person_ids:
        people.require(actor, Right.SIGN_PLAN, person_id)
        _require_own_hand(actor, person_id, signature)
    else:
        people.require(actor, Right.EDIT_PLAN, person_id)
        if signature.how == SignedHow.PORTAL:
            raise DomainError("sign_in_portal", _("In the portal people sign for themselves."))
    plan = begin(actor, person_id)
    version = _signable(plan, seen)
    made, is_new = SignOff.objects.get_or_create(
        version=version, signer=signature.signer, name=signature.name,
        defaults={"plan": plan, "signed_at": clock.now(), "how": signature.how, "recorded_by_id": policies.account_of(actor)},
    )  # fmt: skip
    if not is_new:
        raise DomainError("signed_already", _("This version has been signed by them already."))
    values = {"signer": signature.signer, "how": signature.how, "version": version.number}
    log(actor, plan, Done("plan_signed", "plan_sign_off", made.pk, values))
    return made


def _require_own_hand(actor: Actor, person_id: int, signature: Signature) -> None:
    roles = {grant.role for grant in actor.grants if grant.person_id == person_id}
    own = Signer.YOUNG_PERSON if Role.YOUNG_PERSON in roles else Signer.GUARDIAN
    if signature.signer != own or signature.how != SignedHow.PORTAL or signature.name != actor.name:
        raise NotAllowed("sign_for_others", _("You can only sign for yourself."))


def _signable(plan: Plan, seen: int | None) -> PlanVersion:
    """The version that stands; what was agreed when the actor read it must still be what is agreed."""
    now = plan.versions.get(number=plan.version)
    if seen is not None and seen != now.number:
        read = plan.versions.filter(number=seen).values_list("digest", flat=True).first()
        if read != now.digest:
            raise DomainError(
                "plan_changed_since", _("The plan has been changed since you read it. Read it again, then sign.")
            )
    return now


@transaction.atomic
def restore_version(actor: Actor, *, person_id: int, number: int, seen: int | None = None) -> PlanVersion:
    """Go back to an earlier version, which becomes the next one; nothing in between is lost.

    What was open and somebody's whose account has been closed since goes to the leader nearest to it, not back to the account.
    Refuses a version that does not exist, the one that stands, going back when somebody has changed the plan since the page was
    opened, and going back over what another department has changed.
    """
    people.require(actor, Right.EDIT_PLAN, person_id)
    plan = begin(actor, person_id)
    if seen is not None and seen != plan.version:
        raise DomainError(
            "plan_changed_since", _("The plan has been changed since you opened the page. Look again first.")
        )
    before, now = document_of(plan, number), document_of(plan, plan.version)
    if not before:
        raise NotVisible
    found = rules.differences(now, before)
    if not found:
        raise DomainError("version_same", _("The plan says exactly that already."))
    _require_own_changes(actor, found, now, before)
    snapshots.put_back(plan, before)
    values = {"number": number, "given": give_on_from_closed(actor, plan)}
    return finish(actor, plan, Done("plan_restored", values=values, restored_from=number))


def _require_own_changes(actor: Actor, found: tuple[Difference, ...], *documents: rules.Document) -> None:
    units = {unit.pk: unit.department_id for unit in Unit.objects.only("department_id")}
    for one in found:
        for row in (one.before, one.after):
            unit = unit_of(one.section, row or {}, *documents)
            if not policies.may_change(actor, units.get(unit) if unit else None):
                raise NotAllowed(
                    "restore_over_others",
                    _("Another department has changed the plan since. Change your own part instead."),
                )


def unit_of(section: str, row: rules.Row, *documents: rules.Document) -> int | None:
    """The unit that a thing in a document belongs to; a trial action to that of its hypothesis."""
    if section != "trials":
        return row.get("unit_id")
    return next((one.get("unit_id") for one in _above(section, row, documents)), None)


def areas_of(section: str, row: rules.Row, *documents: rules.Document) -> set[str]:
    """The parts of life that a thing in a document is about; an agreement's are those of its step, a trial's of its hypothesis."""
    rows = (row, *_above(section, row, documents))
    return {str(one.get("area") or "") for one in rows}


def _above(section: str, row: rules.Row, documents: Sequence[rules.Document]) -> list[rules.Row]:
    """The step of an agreement or the hypothesis of a trial, as each of the documents has it."""
    if section not in _ABOVE:
        return []
    name, column = _ABOVE[section]
    found = (document.get(name, {}).get(str(row.get(column, ""))) for document in documents)
    return [one for one in found if one]
