# SPDX-License-Identifier: EUPL-1.2
"""Every page of the portal × everybody who may stand at its door: herself, her parent, others' parent, a representative, a
colleague, a stranger. Written out, and complete: an address without a row fails.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.consent.actions import Given, Terms, give_consent
from roedtraad.consent.models import Channel, GivenBy
from roedtraad.kernel import clock
from roedtraad.meetings.actions.inviting import invite, propose_participants
from roedtraad.meetings.tests.making_inviting import make_item
from roedtraad.meetings.tests.making_minutes import make_sent
from roedtraad.plans.actions import GoalDetails, set_goal
from roedtraad.plans.models import Agreement, Plan
from roedtraad.portal.tests.citizens import ALMA, OTHERS_PARENT, PARENT, REPRESENTATIVE, VIGGO, Citizens, a_browser
from roedtraad.portal.urls import urlpatterns
from tests.access.stage import BACKEND
from tests.cast import Cast

pytestmark = pytest.mark.django_db

STAFF, NOBODY = "contact_person", "anonymous"
EVERYBODY = (ALMA, PARENT, REPRESENTATIVE, OTHERS_PARENT, VIGGO, STAFF, NOBODY)
OPEN, HERS = frozenset(EVERYBODY), frozenset({ALMA})
FAMILY, AROUND = HERS | {PARENT}, HERS | {PARENT, REPRESENTATIVE}

READ: dict[str, frozenset[str]] = {
    "home": AROUND,
    "thread": AROUND,
    "plan": AROUND,
    "messages": HERS,
    "looked": HERS,
    "consents": FAMILY,
    "minutes": FAMILY,
    "minutes-answer": FAMILY,
    "story": HERS,
    "story-write": HERS,
    "goal": HERS,
    "document": HERS,
    "step-propose": HERS,
    "score": HERS,
    "agreement-help": HERS,
    "meetings": FAMILY,
    "meeting": FAMILY,
    "meeting-wish": FAMILY,
    "meeting-support": HERS,
    "meeting-calendar": FAMILY,
}
"""Pages about Alma: who of everybody reads them. To other citizens they do not exist."""
SEEN_BUT_CLOSED = {"document": {PARENT, REPRESENTATIVE}, "goal": {PARENT, REPRESENTATIVE}, "step-propose": {PARENT, REPRESENTATIVE},
                   "score": {PARENT, REPRESENTATIVE},
                   "agreement-help": {PARENT, REPRESENTATIVE}, "agreement-settle": {PARENT, REPRESENTATIVE},
                   "plan-sign": {REPRESENTATIVE}, "meeting-support": {PARENT}}  # fmt: skip
"""Who sees the plan and may not do this in it: told so, and not as if the plan were not there."""
SENT: dict[str, tuple[frozenset[str], dict[str, Any]]] = {
    "messages": (HERS, {"text": "Hej"}),
    "goal": (HERS, {"words": "Mit mål"}),
    "step-propose": (HERS, {"title": "Bo selv", "area": "housing"}),
    "score": (HERS, {"everyday": "3"}),
    "plan-sign": (FAMILY, {"version": "{version}"}),
    "agreement-settle": (HERS, {"state": "done"}),
    "agreement-help": (HERS, {"remark": "Ring"}),
    "consent-withdraw": (HERS, {}),
    "minutes-answer": (FAMILY, {"number": "1", "text": "Det sagde jeg ikke"}),
    "story-write": (HERS, {"proud": "Min hund", "seen_version": "0"}),
    "story-answer": (frozenset(), {"number": "1", "answer": "yes"}),
    "story-remove": (frozenset(), {"section": "proud"}),
    "copy-ask": (HERS, {}),
    "meeting": (FAMILY, {"reply": "yes", "way": "in_person"}),
    "meeting-wish": (FAMILY, {"words": "Mit eget sted"}),
    "meeting-support": (HERS, {"name": "Min søster"}),
}
"""Forms about Alma: who gets through, and with what. Nothing waits for an answer in her story, so that nobody does there."""
DOOR = {
    "start", "sign-in", "code", "broker", "broker-return", "broker-saml", "broker-metadata", "sign-out", "invitation", "demo",
}  # fmt: skip
COLLEAGUES = {
    "access", "guardian-invite", "invite", "representative-invite", "messages-of", "messages-read", "invitation-send", "access-end",
}  # fmt: skip


@pytest.fixture
def agreed(cast: Cast, citizens: Citizens) -> dict[str, Any]:
    """Alma has a goal, something to do, has said yes to something, and has been at a meeting."""
    alma = cast.young_person
    set_goal(citizens.actor(ALMA), person_id=alma.pk, goal=GoalDetails("Jeg vil være tømrer", by_young_person=True))
    plan = Plan.objects.get(young_person=alma)
    agreement = Agreement.objects.create(
        plan=plan, what="Ringe til mester", by_young_person=True, made_on=clock.today(), due_on=clock.today()
    )
    terms = Terms(
        "Praktik",
        frozenset({"plan"}),
        frozenset({"youth"}),
        frozenset({"family"}),
        "consent_11a",
        "Praktik hos mester",
    )
    consent = give_consent(
        cast.actor("caseworker"), person_id=alma.pk, terms=terms,
        given=Given(GivenBy.YOUNG_PERSON, Channel.SPOKEN, "da", clock.today()),
    )  # fmt: skip
    item = make_item(alma)
    propose_participants(cast.actor("caseworker"), item_id=item.pk)
    invite(cast.actor("caseworker"), item_id=item.pk)
    return {
        "meeting_item": item.pk,
        "agreement_id": agreement.pk,
        "consent_id": consent.pk,
        "person_id": alma.pk,
        "version": plan.version,
        "extension": "pdf",
        "item_id": make_sent(cast).pk,
    }


def address(name: str, things: dict[str, Any]) -> str:
    wanted = {
        "agreement-settle": ("person_id", "agreement_id"), "agreement-help": ("person_id", "agreement_id"),
        "consent-withdraw": ("consent_id",),
        "minutes-answer": ("person_id", "item_id"),
        "document": ("person_id", "extension"),
    }  # fmt: skip
    if name in OF_MEETING:
        return reverse(f"portal:{name}", args=[things["person_id"], things["meeting_item"]])
    return reverse(f"portal:{name}", kwargs={key: things[key] for key in wanted.get(name, ("person_id",))})


def browsers(cast: Cast, citizens: Citizens) -> Iterator[tuple[str, Client]]:
    for key in EVERYBODY:
        if key == NOBODY:
            yield key, a_browser()
        elif key == STAFF:
            client = a_browser()
            client.force_login(cast.accounts[key], backend=BACKEND)
            yield key, client
        else:
            yield key, citizens.browser(key)


def expected(name: str, key: str, allowed: frozenset[str], success: int) -> int:
    if key in allowed:
        return success
    if key == NOBODY:
        return 302
    return 403 if key == STAFF or key in SEEN_BUT_CLOSED.get(name, ()) else 404


OF_MEETING = ("meeting", "meeting-wish", "meeting-support", "meeting-calendar")
PHOTO = "picture"
"""Not about a young person, and so not in the log: who sees it is in `test_faces.py`."""


def test_every_address_has_a_row() -> None:
    assert {one.name for one in urlpatterns} == set(READ) | set(SENT) | DOOR | COLLEAGUES | {PHOTO}


def test_who_reads_which_page(cast: Cast, citizens: Citizens, agreed: dict[str, Any]) -> None:
    wrong = []
    for key, client in browsers(cast, citizens):
        for name, allowed in READ.items():
            response = client.get(address(name, agreed))
            if response.status_code != expected(name, key, allowed, 200):
                wrong.append((name, key, response.status_code))
            if key == NOBODY:
                assert response["Location"] == "/portal/sign-in/"
            assert "no-store" in response.get("Cache-Control", ""), (name, key)
    assert wrong == []


def test_who_sends_which_form(cast: Cast, citizens: Citizens, agreed: dict[str, Any]) -> None:
    from django.db import transaction

    wrong = []
    for key, client in browsers(cast, citizens):
        for name, (allowed, data) in SENT.items():
            filled = {field: str(value).format(**agreed) for field, value in data.items()}
            with transaction.atomic():
                response = client.post(address(name, agreed), filled)
                if response.status_code != expected(name, key, allowed, 302):
                    wrong.append((name, key, response.status_code))
                transaction.set_rollback(True)
    assert wrong == []


def test_what_is_not_ones_own_looks_like_what_is_not_there(cast: Cast, citizens: Citizens) -> None:
    client = citizens.browser(OTHERS_PARENT)
    for name in READ.keys() - {"agreement-help", "document", "minutes-answer", *OF_MEETING}:
        others = client.get(reverse(f"portal:{name}", args=[cast.young_person.pk]))
        missing = client.get(reverse(f"portal:{name}", args=[987654321]))
        texts = [
            one.content.decode().replace(f"/{pk}/", "/PK/")
            for one, pk in ((others, cast.young_person.pk), (missing, 987654321))
        ]
        assert others.status_code == missing.status_code == 404
        assert _bare(texts[0]) == _bare(texts[1]), name


def _bare(text: str) -> str:
    import re

    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
    return re.sub(r'(name="next" value=")[^"]*', r"\1", text)


def test_every_form_wants_its_token(cast: Cast, citizens: Citizens, agreed: dict[str, Any]) -> None:
    client = citizens.browser(ALMA)
    client.handler.enforce_csrf_checks = True
    for name in SENT:
        assert client.post(address(name, agreed), SENT[name][1]).status_code == 403, name
    assert client.post(reverse("portal:sign-out")).status_code == 403
    assert client.post(reverse("portal:sign-in"), {"details": "20304050"}).status_code == 403


def test_every_page_is_in_the_log_as_what_it_is(cast: Cast, citizens: Citizens, agreed: dict[str, Any]) -> None:
    acts = {
        ALMA: {"own_page_seen", "own_messages_seen"},
        PARENT: {"childs_page_seen"},
        REPRESENTATIVE: {"represented_page_seen"},
    }
    for key, names in acts.items():
        for name in (name for name, allowed in READ.items() if key in allowed):
            before = LogEntry.objects.filter(stream="look").count()
            citizens.browser(key).get(address(name, agreed))
            looks = LogEntry.objects.filter(stream="look").order_by("-sequence")
            assert looks.count() == before + 1, (key, name)
            newest = looks[0]
            assert newest.act in names, (key, name)
            assert newest.account_id == 0
            assert "Bente" not in newest.actor_name
            assert "Alma" not in newest.actor_name


def test_a_look_that_cannot_be_logged_is_not_shown(
    cast: Cast, citizens: Citizens, agreed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("the log is full")

    monkeypatch.setattr("roedtraad.audit.looks.record_look", broken)
    client = citizens.browser(ALMA)
    for name in READ:
        assert client.get(address(name, agreed)).status_code == 500, name


def test_control_without_the_relation_nobody_reads(
    cast: Cast, citizens: Citizens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roedtraad.people.policies.roles_reaching", lambda *_args: frozenset())
    assert citizens.browser(ALMA).get(reverse("portal:home", args=[cast.young_person.pk])).status_code == 404
