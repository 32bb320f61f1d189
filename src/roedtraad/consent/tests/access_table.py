# SPDX-License-Identifier: EUPL-1.2
"""The part of this room in the tables of the access suite."""

from roedtraad.consent.tests.making import DAY, notify, say_yes, set_aside
from roedtraad.kernel import clock
from tests.access.acting import Act, alma, change, look, see, send, today
from tests.access.room_table import RoomTable
from tests.access.stage import NOBODY_HAS, Stage
from tests.access.table import (
    ALMAS,
    CASEWORK,
    CROSSED,
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

OFFICER = keys("data_protection_officer")
SEES_CONSENTS = ALMAS - keys("school_representative", "consultant")
SEES_HIS_CONSENTS = VIGGOS - keys("other_school_representative")
FULL = keys("contact_person", "authority_caseworker", "guidance_counsellor", "unit_leader")


def _things(name: str, *, sees: frozenset[str], others: frozenset[str]) -> dict[str, Thing]:
    """One of Alma's and one of Viggo's."""
    return {
        OWN: Thing(lambda s: {"pk": s.things[f"consent.{name}"].pk}, sees),
        OTHERS: Thing(lambda s: {"pk": s.things[f"consent.other_{name}"].pk}, others),
        MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, NOBODY, exists=False),
    }


TAB = {
    OWN: Thing(PERSON[OWN].args, SEES_CONSENTS),
    OTHERS: Thing(PERSON[OTHERS].args, SEES_HIS_CONSENTS),
    MISSING: PERSON[MISSING],
}
CONSENT = _things("consent", sees=SEES_CONSENTS, others=SEES_HIS_CONSENTS)
SHARING = _things("sharing", sees=ALMAS, others=VIGGOS)
OVERRIDE = {
    "": Thing(lambda s: {"pk": s.things["consent.override"].pk}),
    CROSSED: Thing(lambda s: {"pk": s.things["consent.sharing"].pk}, exists=False),
    MISSING: Thing(lambda _: {"pk": NOBODY_HAS}, exists=False),
}
ENDS = CASEWORK | OFFICER


def set_up(stage: Stage) -> None:
    """A yes, a sharing and an override about each of the two."""
    cast = stage.cast
    stage.things["consent.consent"] = say_yes(cast, kinds={"cases", "plan"})
    stage.things["consent.other_consent"] = say_yes(
        cast, "other_caseworker", cast.stranger, giving={"family"}, kinds={"cases", "plan"}
    )
    stage.things["consent.sharing"] = notify(cast)
    stage.things["consent.other_sharing"] = notify(cast, "other_caseworker", cast.stranger, giving={"family"})
    stage.things["consent.override"] = set_aside(cast)
    stage.things["consent.other_override"] = set_aside(cast, "other_caseworker", cast.stranger, giving={"family"})


QUESTION = {"purpose": "At hjælpe", "kinds": "cases", "giving": "youth", "receiving": "schools"}
YES = {
    **QUESTION, "step": "give", "basis": "consent_11a", "concerns": "ansøgning", "given_by": "young_person",
    "channel": "spoken", "given_on": today, "language": "da",
}  # fmt: skip
NOTIFY = {**QUESTION, "step": "share", "basis": "notification", "reason": "Bekymring"}
OVERRIDE_IT = {**QUESTION, "receiving": "health", "step": "override", "basis": "consent_11a", "reason": "Fare"}


def thing(name: str) -> object:
    return lambda stage: stage.things[f"consent.{name}"].pk


TABLE = RoomTable(
    set_up=set_up,
    pages=(
        Page("consent:consents", SEES_PEOPLE, TAB),
        Page("consent:ask", SEES_PEOPLE, PERSON, post=422, allowed=CASEWORK),
        Page("consent:consent-give", SEES_PEOPLE, PERSON, post=200, allowed=CASEWORK),
        Page("consent:consent-renew", SEES_PEOPLE, CONSENT, post=422, allowed=CASEWORK),
        Page("consent:consent-limit", SEES_PEOPLE, CONSENT, post=422, allowed=CASEWORK),
        Page("consent:consent-withdraw", SEES_PEOPLE, CONSENT, get=None, post=302, allowed=CASEWORK),
        Page("consent:sharing-end", ENDS, SHARING, get=None, post=302),
        Page("consent:override-acknowledge", OFFICER, OVERRIDE, get=None, post=302),
        Page("consent:rules", OFFICER),
    ),
    queries={
        "consent:consents": ("caseworker", 11),
        "consent:ask": ("caseworker", 8),
        "consent:consent-give": ("caseworker", 9),
        "consent:consent-renew": ("caseworker", 11),
        "consent:consent-limit": ("caseworker", 11),
        "consent:rules": ("data_protection_officer", 8),
    },
    acts={
        "consents_seen": Act(see("caseworker", "consent:consents", alma), look("consents_seen", 1)),
        "sharing_rules_seen": Act(see("data_protection_officer", "consent:rules"), look("sharing_rules_seen", 2)),
        "consent_given": Act(send("caseworker", "consent:consent-give", alma, **YES), change("consent_given", "consent", 1)),
        "consent_limited": Act(
            send("caseworker", "consent:consent-limit", thing("consent"), kinds="plan"),
            change("consent_given", "consent", 1) + change("consent_limited", "consent", 1),
        ),
        "consent_renewed": Act(
            send(
                "caseworker", "consent:consent-renew", thing("consent"), given_by="young_person", channel="paper",
                given_on=today, language="en",
            ),
            change("consent_given", "consent", 1) + change("consent_renewed", "consent", 1),
        ),
        "consent_withdrawn": Act(
            send("caseworker", "consent:consent-withdraw", thing("consent")), change("consent_withdrawn", "consent", 1)
        ),
        "data_shared": Act(send("caseworker", "consent:ask", alma, **NOTIFY), change("data_shared", "sharing", 1)),
        "sharing_overridden": Act(
            send("caseworker", "consent:ask", alma, **OVERRIDE_IT), change("sharing_overridden", "sharing", 1)
        ),
        "sharing_ended": Act(
            send("caseworker", "consent:sharing-end", thing("sharing")), change("sharing_ended", "sharing", 1)
        ),
        "override_acknowledged": Act(
            send("data_protection_officer", "consent:override-acknowledge", thing("override")),
            change("override_acknowledged", "sharing", 1),
        ),
    },
    who_may_see={
        **dict.fromkeys(
            (f"consent.Consent.{name}" for name in (
                "purpose", "basis", "concerns", "case_reference", "from_outside", "to_outside", "wording", "wording_version",
                "guardian_name",
            )),
            FULL,
        ),
        # What was shared in spite of the rules is the data protection officer's as well.
        **dict.fromkeys(
            (f"consent.Sharing.{name}" for name in ("purpose", "basis", "reason", "to_outside", "withheld_because")),
            FULL | {"data_protection_officer"},
        ),
        **dict.fromkeys((f"consent.PassedOn.{name}" for name in ("recipient", "kind", "what", "basis")), FULL),
    },
    special={
        "consent.Consent.language": lambda _: "en",
        "consent.Consent.given_on": lambda _: clock.today(),
        "consent.Consent.valid_from": lambda _: clock.today(),
        "consent.Consent.valid_to": lambda _: clock.today() + 20 * DAY,
        "consent.Consent.given_by": lambda _: "both",
        "consent.Consent.withdrawn_at": lambda _: None,
        "consent.Consent.replaced_by": lambda _: None,
        "consent.Sharing.valid_from": lambda _: clock.today(),
        "consent.Sharing.valid_to": lambda _: clock.today() + 20 * DAY,
        "consent.Sharing.ended_at": lambda _: None,
        "consent.SharedLine.sharing": lambda _: None,
        "consent.SharedLine.kind": lambda _: "cases",
    },
    in_world=(
        (TAB, lambda world: {"person_id": world.row("people.YoungPerson").pk}),
        (CONSENT, lambda world: {"pk": world.row("consent.Consent").pk}),
        (SHARING, lambda world: {"pk": world.row("consent.Sharing").pk}),
        (OVERRIDE, lambda world: {"pk": world.row("consent.Sharing").pk}),
    ),
)  # fmt: skip
