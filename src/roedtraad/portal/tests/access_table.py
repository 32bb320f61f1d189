# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite: colleagues and strangers. Citizens are walked in `test_access.py`."""

from collections.abc import Mapping
from typing import Any

from roedtraad.people.actions import change_contact_details
from roedtraad.portal import access_actions, message_actions, signin_actions
from roedtraad.portal.access_actions import Guest
from roedtraad.portal.models import IdentityKind
from roedtraad.portal.policies import CitizenActor, today_actor
from roedtraad.portal.tests.citizens import make_guardian, make_identity
from tests.access.acting import Act, Row, alma, change, look, see, send
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    ALL,
    ALMAS,
    CASEWORK,
    MISSING,
    NOBODY,
    OTHERS,
    OWN,
    PERSON,
    SEES_PEOPLE,
    VIGGOS,
    Page,
    Thing,
    keys,
)

FULL = keys("contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader")
ANSWERS = keys("contact_person", "leader", "other_caseworker", "other_leader")
"""Alma's and Viggo's coordinating contact persons and their leaders; each sees one of the two."""

OF_ALMA = {"": Thing(lambda s: {"person_id": s.alma.pk})}
"""A citizen's page: a colleague is shown out of it whoever's it is."""
MESSAGES = {
    OWN: Thing(PERSON[OWN].args, ALMAS - keys("school_representative", "consultant")),
    OTHERS: Thing(PERSON[OTHERS].args, VIGGOS - keys("other_school_representative")),
    MISSING: PERSON[MISSING],
}
WAY_IN = {
    OWN: Thing(lambda s: {"identity_id": s.things["portal.identity"].pk}, ALMAS),
    OTHERS: Thing(lambda s: {"identity_id": s.things["portal.other_identity"].pk}, VIGGOS),
    MISSING: Thing(lambda _: {"identity_id": NOBODY_HAS}, NOBODY, exists=False),
}
UNINVITED = {
    OWN: Thing(lambda s: {"person_id": s.alma.pk, "guardian_id": s.things["portal.uninvited"].pk}, ALMAS),
    OTHERS: Thing(lambda s: {"person_id": s.viggo.pk, "guardian_id": s.things["portal.other_uninvited"].pk}, VIGGOS),
    MISSING: Thing(lambda _: {"person_id": NOBODY_HAS, "guardian_id": NOBODY_HAS}, NOBODY, exists=False),
}
LINK = {MISSING: Thing(lambda _: {"token": "spent"})}


def set_up(stage: Stage) -> None:
    """Alma, Viggo and a parent of each have a way in; another parent of each has not."""
    guardian = IdentityKind.GUARDIAN
    stage.things["portal.herself"] = stage.things["portal.alma_herself"] = make_identity(stage.alma)
    stage.things["portal.uninvited"] = make_guardian(stage.alma, "Ulf Nørgaard", phone="35 55 55 55")
    stage.things["portal.other_uninvited"] = make_guardian(stage.viggo, "Ulla Fremmed", phone="36 66 66 66")
    make_identity(stage.viggo)
    other = make_guardian(stage.viggo, "Villy Fremmed", phone="31 11 11 11")
    stage.things["portal.identity"] = make_identity(stage.alma, guardian, guardian=stage.cast.guardian)
    stage.things["portal.her_parent"] = stage.things["portal.identity"]
    stage.things["portal.other_identity"] = make_identity(stage.viggo, guardian, guardian=other)


def _identity(stage: Stage) -> int:
    return int(stage.things["portal.identity"].pk)


def _herself(stage: Stage) -> CitizenActor:
    return today_actor(stage.things["portal.herself"].pk)


def _mother(stage: Stage) -> CitizenActor:
    return today_actor(_identity(stage))


def _write(stage: Stage) -> object:
    return message_actions.write_own_message(_herself(stage), person_id=stage.alma.pk, text="Hej")


NOTICE: tuple[Row, ...] = change("notice_written", "notice", 1)


_HELD: tuple[Row, ...] = change("portal_codes_held", "portal_identity", 1) + NOTICE + NOTICE
"""Codes are held back, and the old phone and mail are told."""


def _change_phone(stage: Stage) -> object:
    actor = stage.cast.actor("caseworker")
    return change_contact_details(actor, person_id=stage.alma.pk, changes={"phone": "29 99 99 99"})


def _invite(stage: Stage) -> object:
    guest = Guest(IdentityKind.GUARDIAN, guardian_id=stage.things["portal.uninvited"].pk)
    return access_actions.invite(stage.cast.actor("caseworker"), person_id=stage.alma.pk, guest=guest)


ACTS: Mapping[str, Act] = {
    "portal_invited": Act(
        _invite,
        change("portal_invited", "portal_identity", 1) + NOTICE,
    ),
    "portal_invited_again": Act(
        lambda stage: access_actions.send_again(stage.cast.actor("caseworker"), identity_id=_identity(stage)),
        change("portal_invited_again", "portal_identity", 1) + NOTICE,
    ),
    "portal_access_ended": Act(
        send("caseworker", "portal:access-end", _identity), change("portal_access_ended", "portal_identity", 1)
    ),
    "portal_codes_held": Act(_change_phone, change("contact_details_changed", "young_person", 1) + _HELD),
    "portal_code_sent": Act(
        lambda stage: signin_actions.send_code(stage.things["portal.identity"]),
        NOTICE + change("portal_code_sent", "portal_identity", 1),
    ),
    "portal_signed_in": Act(
        lambda stage: signin_actions.let_in(_identity(stage), how="code"),
        change("portal_signed_in", "portal_identity", 1),
    ),
    "portal_signed_out": Act(
        lambda stage: signin_actions.let_out(_mother(stage)), change("portal_signed_out", "portal_identity", 1)
    ),
    "portal_refused": Act(
        lambda stage: signin_actions.refuse("code", _identity(stage)),
        (("refusal", "portal_refused", "portal_identity", 1),),
    ),
    "portal_access_seen": Act(see("caseworker", "portal:access", alma), look("portal_access_seen", 1)),
    "message_written": Act(_write, change("message_written", "message", 1)),
    "messages_taken_as_read": Act(
        send("contact_person", "portal:messages-read", alma), change("messages_taken_as_read", "message", 1), _write
    ),
    "messages_seen": Act(see("contact_person", "portal:messages-of", alma), look("messages_seen", 1)),
}


HERS = {"alma_herself": (200, 422), "her_parent": (404, 404)}
BOTH = {"alma_herself": (200, 200), "her_parent": (200, 200)}
CITIZENS_GET = {
    "start": {"alma_herself": (302, 302), "her_parent": (302, 302)},
    "home": BOTH,
    "thread": BOTH,
    "picture": {"alma_herself": (404, 404), "her_parent": (404, 404)},
    "plan": {"alma_herself": (200, 200), "her_parent": (404, 404)},
    "consents": BOTH,
    "looked": HERS,
    "story": HERS,
    "messages": HERS,
    "minutes": {"alma_herself": (200, 200), "her_parent": (404, 404)},
    "minutes-answer": {"alma_herself": (404, 404), "her_parent": (404, 404)},
    "story-write": HERS,
    "goal": HERS,
    "step-propose": HERS,
    "score": {"alma_herself": (200, 422), "her_parent": (404, 404)},
    "document": {"alma_herself": (200, 200), "her_parent": (404, 404)},
    "plan-sign": {"alma_herself": (409, 409), "her_parent": (404, 404)},
    "agreement-settle": {"alma_herself": (404, 404), "her_parent": (404, 404)},
    "agreement-help": {"alma_herself": (404, 404), "her_parent": (404, 404)},
    "consent-withdraw": {"alma_herself": (404, 404), "her_parent": (404, 404)},
    "meetings": HERS,
    "meeting": HERS,
    "meeting-wish": {"alma_herself": (200, 302), "her_parent": (404, 404)},
    "meeting-support": HERS,
    "meeting-calendar": HERS,
    "story-answer": {"alma_herself": (404, 404), "her_parent": (404, 404)},
    "copy-ask": {"alma_herself": (302, 302), "her_parent": (404, 404)},
    "story-remove": {"alma_herself": (404, 404), "her_parent": (404, 404)},
}
"""What Alma and her mother get; without a plan, a consent, a story or a photo yet, so that what belongs to one is missing.
Her one case is under a law that makes her mother no party, so the plan and the meetings are missing for the mother."""
CITIZENS_LOOKS = ("own_page_seen", "own_messages_seen", "childs_page_seen", "represented_page_seen")


def _own(name: str, *, get: int | None = 302, post: int | None = None, things: Any = None) -> Page:
    """A citizen's page: a stranger is led to the portal's door, a colleague told that it is not for them."""
    return Page(f"portal:{name}", NOBODY, things or OF_ALMA, get=get, post=post, citizens=CITIZENS_GET.get(name, {}))


AGREEMENT = {"": Thing(lambda s: {"person_id": s.alma.pk, "agreement_id": NOBODY_HAS})}
FACE = {"": Thing(lambda s: {"person_id": s.alma.pk, "account_id": s.cast.accounts["contact_person"].pk})}
DOCUMENT = {"": Thing(lambda s: {"person_id": s.alma.pk, "extension": "pdf"})}
ITEM = {"": Thing(lambda s: {"person_id": s.alma.pk, "item_id": NOBODY_HAS})}
CONSENT = {"": Thing(lambda _: {"consent_id": NOBODY_HAS})}
MEETING = {"": Thing(lambda s: {"person_id": s.alma.pk, "item_id": s.things["inviting.own_item"].pk})}

TABLE = RoomTable(
    set_up=set_up,
    pages=(
        Page("portal:sign-in", ALL, post=422),
        Page("portal:code", ALL, get=302, post=302),
        Page("portal:broker", ALL, get=404),
        Page("portal:broker-return", ALL, get=404),
        Page("portal:broker-saml", ALL, get=None, post=404),
        Page("portal:broker-metadata", ALL, get=404),
        Page("portal:sign-out", ALL, get=None, post=302),
        Page("portal:invitation", ALL, LINK, get=410, post=410),
        Page("portal:demo", ALL, post=404),
        _own("start", things={"": Thing(lambda _: {})}),
        _own("picture", things=FACE),
        *(_own(name) for name in ("home", "thread", "plan", "minutes", "looked", "consents", "story")),
        *(_own(name, post=302) for name in ("messages", "goal", "step-propose", "score", "story-write")),
        *(_own(name, get=None, post=302) for name in ("plan-sign", "story-answer", "story-remove", "copy-ask")),
        _own("agreement-settle", get=None, post=302, things=AGREEMENT),
        _own("agreement-help", post=302, things=AGREEMENT),
        _own("document", things=DOCUMENT),
        _own("minutes-answer", post=302, things=ITEM),
        _own("meetings"),
        *(_own(name, post=302, things=MEETING) for name in ("meeting", "meeting-wish", "meeting-support")),
        _own("meeting-calendar", things=MEETING),
        _own("consent-withdraw", get=None, post=302, things=CONSENT),
        Page("portal:access", SEES_PEOPLE, PERSON, allowed=CASEWORK),
        Page("portal:invite", SEES_PEOPLE, PERSON, get=None, post=409, allowed=CASEWORK),
        Page("portal:guardian-invite", SEES_PEOPLE, UNINVITED, post=200, allowed=CASEWORK),
        Page("portal:representative-invite", SEES_PEOPLE, PERSON, post=422, allowed=CASEWORK),
        Page("portal:invitation-send", SEES_PEOPLE, WAY_IN, get=None, post=200, allowed=CASEWORK),
        Page("portal:access-end", SEES_PEOPLE, WAY_IN, post=302, allowed=CASEWORK),
        Page("portal:messages-of", SEES_PEOPLE, MESSAGES, post=422),
        Page("portal:messages-read", SEES_PEOPLE, PERSON, get=None, post=409, allowed=ANSWERS),
    ),
    queries={
        "portal:sign-in": ("caseworker", 3),
        "portal:demo": ("caseworker", 5),
        "portal:access": ("caseworker", 12),
        "portal:representative-invite": ("caseworker", 7),
        "portal:guardian-invite": ("caseworker", 8),
        "portal:access-end": ("caseworker", 8),
        "portal:messages-of": ("contact_person", 12),
    },
    acts=ACTS,
    acts_elsewhere=dict.fromkeys(CITIZENS_LOOKS, "portal/tests/test_access.py"),
    who_may_see={
        "portal.PortalIdentity.name": FULL,
        "portal.PortalIdentity.basis": FULL,
        "portal.Message.text": keys("unit_leader"),
        **dict.fromkeys(
            (f"portal.PortalIdentity.{name}" for name in (
                "phone", "email", "allowed_parts", "holder", "subject_digest",
            )),
            NOBODY,
        ),
        "portal.Invitation.token_digest": NOBODY,
        "portal.OneTimeCode.code_digest": NOBODY,
        "portal.DoorKnock.address_digest": NOBODY,
        "portal.UsedAssertion.digest": NOBODY,
    },
    special={
        "portal.PortalIdentity.guardian": lambda _: None,
        "portal.PortalIdentity.cpr_sealed": lambda world: world.row("people.YoungPerson").cpr_sealed,
        "portal.DetailsChange.guardian": lambda _: None,
        "portal.DetailsChange.cleared_at": lambda _: None,
        "portal.PortalIdentity.valid_to": lambda _: None,
        "portal.PortalIdentity.ended_at": lambda _: None,
        "portal.Message.account": lambda _: None,
    },
    in_world=(
        (OF_ALMA, lambda world: {"person_id": world.row("people.YoungPerson").pk}),
        (MESSAGES, lambda world: {"person_id": world.row("people.YoungPerson").pk}),
        (WAY_IN, lambda world: {"identity_id": world.row("portal.PortalIdentity").pk}),
    ),
)  # fmt: skip
