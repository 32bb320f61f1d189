# SPDX-License-Identifier: EUPL-1.2
"""The demo's citizens: made-up young people and their parents, who sign in with one click, and the code shown on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from roedtraad.cases.models import ContactPerson
from roedtraad.kernel import clock
from roedtraad.kernel.calendar import months_between
from roedtraad.kernel.periods import running
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import Guardian, YoungPerson
from roedtraad.portal import access_actions, keys
from roedtraad.portal.models import IdentityKind, Invitation, PortalIdentity

_FEW: Final = 4
_MONTHS_A_YEAR: Final = 12
_CODE: Final = "portal_demo_code"


@dataclass(frozen=True, slots=True)
class DemoCitizen:
    """Somebody to sign in as. `key` names them in the form."""

    key: str
    name: str
    age: int
    guardian_of: str = ""


def show_code(request: HttpRequest, code: str) -> None:
    """Keep the code for the next page, in the demo alone: there is no phone to send it to."""
    if settings.IS_DEMO:
        request.session[_CODE] = code


def shown_code(request: HttpRequest) -> str:
    """The code that was just sent, in the demo alone."""
    return str(request.session.get(_CODE, "")) if settings.IS_DEMO else ""


def citizens() -> list[DemoCitizen]:
    """A few young people whom demo colleagues follow, some under age, with a parent each, and some of age."""
    on = clock.today()
    of_age_before = terms_on(on).before("of_age", on)
    young = [
        *_followed().filter(born_on__gt=of_age_before)[:_FEW],
        *_followed().filter(born_on__lte=of_age_before)[:_FEW],
    ]
    guardians = {one.young_person_id: one for one in _parents([one.pk for one in young])}
    listed = []
    for person in young:
        age = months_between(person.born_on, on) // _MONTHS_A_YEAR
        listed.append(DemoCitizen(f"self-{person.pk}", person.name, age))
        parent = guardians.get(person.pk)
        if parent and person.born_on > of_age_before:
            listed.append(DemoCitizen(f"guardian-{parent.pk}", parent.name, age, person.given_name))
    return listed


def _followed() -> "QuerySet[YoungPerson]":
    """Young people of demo colleagues, always the same ones first."""
    assigned = ContactPerson.objects.filter(
        running(clock.today()), is_coordinating=True, account__is_demo=True, account__is_active=True
    )
    return YoungPerson.objects.filter(pk__in=assigned.values("young_person_id")).order_by("pk")


def _parents(person_ids: Sequence[int]) -> "QuerySet[Guardian]":
    return Guardian.objects.filter(young_person_id__in=person_ids, has_custody=True).order_by("-pk")


@transaction.atomic
def identity_for(key: str) -> int:
    """The identity of one of the listed citizens, made at the first click. Raises Http404 for anybody else."""
    if key not in {one.key for one in citizens()}:
        raise Http404
    kind, _, pk = key.partition("-")
    place = {"young_person_id": int(pk)} if kind == "self" else {"guardian_id": int(pk)}
    found = PortalIdentity.objects.filter(kind=kind, ended_at__isnull=True, **place).first()
    return found.pk if found else _made(kind, int(pk))


def _made(kind: str, pk: int) -> int:
    """An invitation from a demo colleague who follows the young person, as it would have come."""
    guardian = Guardian.objects.get(pk=pk) if kind == IdentityKind.GUARDIAN else None
    person_id = guardian.young_person_id if guardian else pk
    identity = PortalIdentity.objects.create(
        young_person_id=person_id, kind=kind, guardian=guardian, valid_from=clock.today(), made_at=clock.now(),
        holder=access_actions.holder_of(guardian),
    )  # fmt: skip
    Invitation.objects.create(
        identity=identity, token_digest=keys.token_digest(keys.new_token()), made_at=clock.now(), sent_on=clock.today(),
        expires_on=clock.today(),
    )  # fmt: skip
    return identity.pk
