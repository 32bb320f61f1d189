# SPDX-License-Identifier: EUPL-1.2
"""The cast with something of everything, and a signed-in browser for everybody."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client

from roedtraad.cases.models import ContactPerson
from roedtraad.detection.models import Signal, SweepRun
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.importing import Request as ImportRequest
from roedtraad.organisation.models import Account, ProfileVersion, Unit
from roedtraad.people.models import LifeSituation, YoungPerson
from roedtraad.portal.models import PortalIdentity
from roedtraad.portal.tests.citizens import signed_in
from roedtraad.web.imports import uploads
from tests.access.asking import Browser, whole_site
from tests.access.known import Found
from tests.cast import STAFF, Cast, days_ago, make_account, make_cast, make_colleague, make_contact, make_contact_person
from tests.replay import replayed

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ANONYMOUS = "anonymous"
PREPARED = ("young_person", "guardian", "company", "committee_member")
"""Roles that are prepared for and have no right yet."""
NO_ROLE = "no_role"
COLLEAGUE_IN_SECRETARIAT = "colleague_in_secretariat"
CITIZENS = ("alma_herself", "her_parent")
"""Those who come to the portal; at the staff's pages they are strangers."""
EVERYBODY = (ANONYMOUS, *(one[0] for one in STAFF), *PREPARED, NO_ROLE, *CITIZENS)
NOBODY_HAS = 2_000_000_000
"""A key that no row has."""
RULE = "missing_contact_person"


@dataclass
class Stage:
    """The cast, one thing of each kind that an address can name, and who is signed in."""

    cast: Cast
    situation: LifeSituation
    other_situation: LifeSituation
    signal: Signal
    other_signal: Signal
    contact_person: ContactPerson
    other_contact_person: ContactPerson
    version: ProfileVersion
    factor: Authenticator
    clients: dict[str, Client] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    """What the rooms above have set up, by a name of their own."""
    known: Found = field(default_factory=dict)
    """Who is signed in, once looked up; for `tests/access/known.py`."""
    refusals: dict[object, HttpResponse] = field(default_factory=dict)
    """What has been said to them when they were refused."""

    @property
    def alma(self) -> YoungPerson:
        return self.cast.young_person

    @property
    def viggo(self) -> YoungPerson:
        return self.cast.stranger

    def upload(self, key: str) -> uploads.Upload:
        """A file that somebody has sent and that waits to be confirmed."""
        content = b"reference;given_name;family_name;born_on\nU-1;Ulla;Upload;2009-05-05\n"
        upload = uploads.receive(self.cast.actor(key), "young-people", SimpleUploadedFile("people.csv", content))
        upload.keep_report(upload.importer.run(self.cast.actor(key), ImportRequest(upload.file, dry_run=True)))
        return upload

    def ask(self, key: str, method: str, url: str, data: Any = None, **headers: str) -> HttpResponseBase:
        """One request by one of EVERYBODY, as a browser with a fresh sign-in sends it; redirects are not followed."""
        return self.ask_by(self.clients[key], key, method, url, data, **headers)

    def ask_by(
        self, client: Client, key: str, method: str, url: str, data: Any = None, **headers: str
    ) -> HttpResponseBase:
        """One request by a given browser."""
        client.cookies.clear()
        if key in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[key]
        send: Callable[..., HttpResponseBase] = getattr(client, method.lower())
        return send(url, data or {}, headers=headers) if method == "POST" else send(url, headers=headers)


def make_stage() -> Stage:
    """Everything in place; afterwards everybody in EVERYBODY can `ask`."""
    cache.clear()
    stage = replayed(_make_stage)
    stage.clients = {key: Browser(whole_site()) for key in EVERYBODY}
    return stage


def _make_stage() -> Stage:
    """The stage without browsers, which cannot be written back."""
    cast = make_cast()
    for role in PREPARED:
        account = make_account(role, f"Prepared {role}")
        account.assignments.create(role=Role(role), valid_from=dt.date(2015, 1, 1))
        cast.accounts[role] = account
    cast.accounts[NO_ROLE] = make_account(NO_ROLE, "Ingen Rolle")
    cast.accounts[COLLEAGUE_IN_SECRETARIAT] = make_colleague(
        COLLEAGUE_IN_SECRETARIAT, "Sigurd", Role.SECRETARIAT, "front_door"
    )
    make_contact(cast.young_person, cast.accounts["contact_person"])
    stage = Stage(
        cast=cast,
        situation=cast.young_person.situations.get(),
        other_situation=cast.stranger.situations.get(),
        signal=make_signal(cast.young_person, "authority", assignee=cast.accounts["contact_person"]),
        other_signal=make_signal(cast.stranger, "family"),
        contact_person=cast.young_person.contact_persons.get(account=cast.accounts["contact_person"]),
        other_contact_person=make_contact_person(cast.stranger, cast.accounts["other_caseworker"]),
        version=ProfileVersion.objects.get(),
        factor=Authenticator.objects.create(
            user=make_account("key_owner", "Nøgle Ejer"), type="webauthn", data={"name": "key"}
        ),
    )
    SweepRun.objects.create(swept_on=clock.today(), started_at=clock.now(), finished_at=clock.now(), started_by="test")
    _set_up_rooms(stage)
    _sign_everybody_in(stage)
    stage.clients.clear()
    return stage


def _set_up_rooms(stage: Stage) -> None:
    from tests.access.rooms import ROOMS  # their tables are written in terms of the stage

    for room in ROOMS:
        room.set_up(stage)


def make_signal(person: YoungPerson, unit: str, assignee: Account | None = None, **values: Any) -> Signal:
    """An open signal that waits in a unit."""
    defaults: dict[str, Any] = {
        "rule": RULE, "raised_on": days_ago(3), "due_on": days_ago(-4), "source": "test",
        "evidence": {"has_contact_person": False}, "origins": {"has_contact_person": {"source": "test"}},
    }  # fmt: skip
    place = Unit.objects.get(code=unit)
    return Signal.objects.create(young_person=person, unit=place, assignee=assignee, **{**defaults, **values})


def citizens_session(identity: PortalIdentity) -> str:
    """The key of a session of the portal that is not idle before a long walk is over."""
    client = signed_in(identity)
    session = client.session
    session["portal_seen_at"] += _WALK_SECONDS
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


_WALK_SECONDS: Final = 6 * 3600


def _sign_everybody_in(stage: Stage) -> None:
    """Sessions in which the password was given a moment ago, so that what is sensitive is open."""
    for key in EVERYBODY:
        client = stage.clients[key] = Browser(whole_site())
        if key == ANONYMOUS:
            continue
        if key in CITIZENS:
            stage.cookies[key] = citizens_session(stage.things[f"portal.{key}"])
            continue
        client.force_login(stage.cast.accounts[key], backend=BACKEND)
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, stage.cast.accounts[key], "password", reauthenticated=True)
        request.session.save()
        stage.cookies[key] = str(request.session.session_key)
        stage.ask(key, "GET", "/health/")
