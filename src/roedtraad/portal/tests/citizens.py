# SPDX-License-Identifier: EUPL-1.2
"""The citizens around the cast's young people, and browsers in which they have signed in."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client

from roedtraad.kernel import clock
from roedtraad.people.models import Guardian, YoungPerson
from roedtraad.portal import keys, sessions
from roedtraad.portal.models import IdentityKind, Invitation, PortalIdentity
from roedtraad.portal.policies import CitizenActor, citizen_actor
from tests.cast import Cast, make_case

ALMA, PARENT, REPRESENTATIVE, OTHERS_PARENT, VIGGO = (
    "alma_herself",
    "her_parent",
    "representative",
    "others_parent",
    "viggo",
)
PROTECTED, OTHER_PARENT_OF_PROTECTED = "carls_mother", "carls_father"


def make_identity(person: YoungPerson, kind: IdentityKind = IdentityKind.SELF, **values: Any) -> PortalIdentity:
    """A way in whose invitation has been used, in force since long ago."""
    defaults = {"valid_from": dt.date(2020, 1, 1), "holder": keys.new_holder(), "made_at": clock.now()}
    identity = PortalIdentity.objects.create(young_person=person, kind=kind, **{**defaults, **values})
    Invitation.objects.create(
        identity=identity, token_digest=keys.token_digest(keys.new_token()), made_at=clock.now(), used_at=clock.now(),
        sent_on=clock.today(), expires_on=clock.today(),
    )  # fmt: skip
    return identity


def make_guardian(person: YoungPerson, name: str, **values: Any) -> Guardian:
    return Guardian.objects.create(young_person=person, name=name, relation="parent", **values)


@dataclass(frozen=True)
class Citizens:
    """Everybody who may come to the portal, by key."""

    identities: dict[str, PortalIdentity]

    def actor(self, key: str) -> CitizenActor:
        return citizen_actor(self.identities[key].pk, clock.today())

    def browser(self, key: str) -> Client:
        return signed_in(self.identities[key])


def a_browser(**values: Any) -> Client:
    """A browser in which nobody has signed in; it asks for English, as the tests do."""
    return Client(raise_request_exception=False, headers={"accept-language": "en"}, **values)


def signed_in(identity: PortalIdentity) -> Client:
    """A browser with a fresh session of this citizen."""
    client = a_browser()
    session, now = client.session, int(clock.now().timestamp())
    session[sessions.IDENTITY], session["portal_begun_at"], session["portal_seen_at"] = identity.pk, now, now
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def make_citizens(cast: Cast) -> Citizens:
    """Alma and her mother, a representative of hers, Viggo and his parent, Carl's two parents who live apart.

    Each of the young people has a case in which the parents are parties.
    """
    alma, viggo, carl = cast.young_person, cast.stranger, cast.protected_person
    for person in (alma, viggo, carl):
        make_case(person, law="KUI", discipline="guidance")
    of_viggo = make_guardian(viggo, "Villy Fremmed", phone="31 11 11 11")
    mother = make_guardian(carl, "Maren Skjultsen", phone="32 22 22 22", street="Moderens Skjul 1")
    father = make_guardian(carl, "Frants Farlig", phone="33 33 33 33", street="Faderens Skjul 2")
    until = clock.today() + dt.timedelta(days=60)
    return Citizens({
        ALMA: make_identity(alma),
        PARENT: make_identity(alma, IdentityKind.GUARDIAN, guardian=cast.guardian),
        REPRESENTATIVE: make_identity(
            alma, IdentityKind.REPRESENTATIVE, name="Rita Råd", phone="34 44 44 44", allowed_parts=["plan"],
            basis="Fuldmagt af 1. maj", valid_to=until,
        ),
        VIGGO: make_identity(viggo),
        OTHERS_PARENT: make_identity(viggo, IdentityKind.GUARDIAN, guardian=of_viggo),
        PROTECTED: make_identity(carl, IdentityKind.GUARDIAN, guardian=mother),
        OTHER_PARENT_OF_PROTECTED: make_identity(carl, IdentityKind.GUARDIAN, guardian=father),
    })  # fmt: skip
