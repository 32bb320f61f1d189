# SPDX-License-Identifier: EUPL-1.2
"""What citizens find on their pages, and what they never find there."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from roedtraad.cases.actions import Naming, name_contact_person
from roedtraad.cases.models import Absence
from roedtraad.kernel import clock
from roedtraad.kernel.contributions import desk_boxes
from roedtraad.notices.models import Notice
from roedtraad.people.models import SituationKind
from roedtraad.plans.actions import GoalDetails, set_goal
from roedtraad.portal.models import Conversation, IdentityKind, Message
from roedtraad.portal.tests.citizens import (
    ALMA,
    OTHER_PARENT_OF_PROTECTED,
    PARENT,
    PROTECTED,
    REPRESENTATIVE,
    Citizens,
    make_guardian,
    make_identity,
)
from tests.cast import Cast, make_case, make_contact, make_person, make_situation, years_ago

pytestmark = pytest.mark.django_db

PAGES = ("home", "thread", "plan", "consents", "messages", "looked", "story")


def text_of(client: Client, name: str, person_id: int) -> str:
    response = client.get(reverse(f"portal:{name}", args=[person_id]))
    return response.content.decode() if response.status_code == 200 else ""


def everything(client: Client, person_id: int) -> str:
    """All that one citizen can read about one person."""
    return "\n".join(text_of(client, name, person_id) for name in PAGES)


def test_the_first_screen_says_who_to_call(cast: Cast, citizens: Citizens) -> None:
    kirsten = cast.accounts["contact_person"]
    kirsten.phone = "70 80 90 00"
    kirsten.save()
    home = text_of(citizens.browser(ALMA), "home", cast.young_person.pk)
    assert "Hi Alma" in home
    assert "Kirsten Kontakt" in home
    assert 'href="tel:70809000"' in home


def test_while_the_contact_person_is_away_the_substitute_is_named(cast: Cast, citizens: Citizens) -> None:
    karl, today = cast.accounts["colleague"], clock.today()
    karl.phone = "71 72 73 74"
    karl.save()
    Absence.objects.create(
        account=cast.accounts["contact_person"],
        substitute=karl,
        started_on=today,
        ended_on=today + dt.timedelta(days=3),
    )
    home = text_of(citizens.browser(ALMA), "home", cast.young_person.pk)
    assert "Kirsten Kontakt" in home
    assert "Karl Kollega" in home
    assert 'href="tel:71727374"' in home


def test_without_a_contact_person_the_page_says_so(cast: Cast, citizens: Citizens) -> None:
    assert "You have no contact person right now" in text_of(citizens.browser("viggo"), "home", cast.stranger.pk)


def test_the_goal_stands_on_the_first_screen(cast: Cast, citizens: Citizens) -> None:
    alma = cast.young_person.pk
    citizens.browser(ALMA).post(reverse("portal:goal", args=[alma]), {"words": "Jeg vil være tømrer"})
    for key in (ALMA, PARENT, REPRESENTATIVE):
        assert "Jeg vil være tømrer" in text_of(citizens.browser(key), "home", alma), key


def test_the_thread_tells_the_same_without_links_to_the_staffs_pages(cast: Cast, citizens: Citizens) -> None:
    make_contact(cast.young_person, cast.accounts["contact_person"])
    thread = text_of(citizens.browser(ALMA), "thread", cast.young_person.pk)
    assert "Fjordby Skole" in thread
    assert "Kirsten Kontakt" in thread
    assert "/people/" not in thread
    assert "/cases/" not in thread


def test_calls_and_meetings_are_a_parents_to_read_until_15(cast: Cast, citizens: Citizens) -> None:
    """The rule of 15, on a page: the same contact with a child of 13 and with Alma, 17."""
    child = make_person("Lille", "Nørgaard", years_ago(13))
    guardian = make_guardian(child, "Bente Nørgaard")
    holder = citizens.identities[PARENT].holder
    make_identity(child, IdentityKind.GUARDIAN, guardian=guardian, holder=holder)
    for person in (child, cast.young_person):
        make_contact(person, cast.accounts["consultant"])
    mother = citizens.browser(PARENT)
    assert "Phone: reached" in text_of(mother, "thread", child.pk)
    assert "Phone: reached" not in text_of(mother, "thread", cast.young_person.pk)


def test_a_parent_of_two_goes_from_one_to_the_other(cast: Cast, citizens: Citizens) -> None:
    child = make_person("Lille", "Nørgaard", years_ago(13))
    holder = citizens.identities[PARENT].holder
    make_identity(child, IdentityKind.GUARDIAN, guardian=make_guardian(child, "Bente Nørgaard"), holder=holder)
    mother = citizens.browser(PARENT)
    assert reverse("portal:home", args=[child.pk]) in text_of(mother, "home", cast.young_person.pk)
    assert reverse("portal:home", args=[cast.young_person.pk]) in text_of(mother, "home", child.pk)


def test_a_parent_is_out_on_the_day_the_child_is_18(cast: Cast, citizens: Citizens) -> None:
    mother, alma = citizens.browser(PARENT), cast.young_person
    url = reverse("portal:home", args=[alma.pk])
    assert mother.get(url).status_code == 200
    alma.born_on = clock.today().replace(year=clock.today().year - 18)
    alma.save()
    response = mother.get(url)
    assert (response.status_code, response["Location"]) == (302, "/portal/sign-in/")
    assert citizens.browser(ALMA).get(url).status_code == 200


def test_a_protected_address_never_reaches_the_other_parent(cast: Cast, citizens: Citizens) -> None:
    """Canary words in every address around Carl; neither parent finds the child's, and none the other's (SECURITY H7)."""
    carl = cast.protected_person
    make_situation(carl, SituationKind.SPARE_TIME_JOB, place="Canaryjobbet")
    make_case(carl, "family", cast.accounts["other_caseworker"])
    secret = {
        PROTECTED: ("Hemmelighedsstien", "9998", "Gemmeby", "Faderens Skjul", "33 33 33 33", "Frants Farlig", "Canaryjobbet"),
        OTHER_PARENT_OF_PROTECTED: (
            "Hemmelighedsstien", "9998", "Gemmeby", "Moderens Skjul", "32 22 22 22", "Maren Skjultsen", "Canaryjobbet",
            "Fjordby Skole",
        ),
    }  # fmt: skip
    for key, words in secret.items():
        read = everything(citizens.browser(key), carl.pk)
        assert "Carl" in read, "the walk has read something"
        assert [word for word in words if word in read] == [], key


def test_control_with_every_part_the_walk_finds_the_address_of_the_school(
    cast: Cast, citizens: Citizens, monkeypatch: pytest.MonkeyPatch
) -> None:
    from roedtraad.kernel.rights import Part

    carl = cast.protected_person
    make_situation(carl, SituationKind.SPARE_TIME_JOB, place="Canaryjobbet")
    monkeypatch.setattr("roedtraad.portal.policies.parts_on", lambda *_args: frozenset(Part))
    assert "Canaryjobbet" in everything(citizens.browser(OTHER_PARENT_OF_PROTECTED), carl.pk)


def test_who_has_looked_tells_when_which_department_and_why_and_never_who(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    alma, client = cast.young_person.pk, citizens.browser(ALMA)
    assert "Nobody has looked yet" in text_of(client, "looked", alma)
    sign_in("caseworker").get(reverse("people:person", args=[alma]))
    citizens.browser(PARENT).get(reverse("portal:home", args=[alma]))
    looked = text_of(client, "looked", alma)
    assert "casework" in looked
    assert "Sara Sagsbehandler" not in looked
    assert looked.count("<tr>") == 3, "the heading, the colleague and the parent; one's own looks are not told"


def test_what_alma_writes_waits_on_the_desk_until_it_is_answered(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    alma, her = cast.young_person.pk, citizens.browser(ALMA)
    url = reverse("portal:messages-of", args=[alma])
    assert her.post(reverse("portal:messages", args=[alma]), {"text": "Kan vi ses?"}).status_code == 302
    box = desk_boxes["messages"]
    items, total = box.items(cast.actor("contact_person"), 5)
    assert (total, items[0].href) == (1, url)
    assert box.items(cast.actor("caseworker"), 5) == ([], 0)
    kirsten = sign_in("contact_person")
    assert "Kan vi ses?" in kirsten.get(url).content.decode()
    assert box.items(cast.actor("contact_person"), 5)[1] == 1, "reading is no answer"
    assert kirsten.post(url, {"text": "Ja, i morgen"}).status_code == 302
    assert box.items(cast.actor("contact_person"), 5)[1] == 0
    assert "You have 1 new message" in text_of(her, "home", alma)
    assert "Ja, i morgen" in text_of(her, "messages", alma)
    assert "new message" not in text_of(her, "home", alma)


def test_the_notice_of_a_message_holds_nothing_of_it(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    sign_in("contact_person").post(
        reverse("portal:messages-of", args=[cast.young_person.pk]), {"text": "Din behandling begynder mandag"}
    )
    notice = Notice.objects.get(text="portal_message")
    said = f"{notice.subject} {notice.body}"
    assert [word for word in ("behandling", "Alma", "Kirsten", "Nørgaard") if word in said] == []
    assert "/portal/" in said


def test_a_handover_keeps_the_conversation_whole(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    alma = cast.young_person.pk
    url = reverse("portal:messages-of", args=[alma])
    citizens.browser(ALMA).post(reverse("portal:messages", args=[alma]), {"text": "Det første"})
    sign_in("contact_person").post(url, {"text": "Svaret"})
    naming = Naming(cast.accounts["colleague"].pk, clock.today() + dt.timedelta(days=1))
    name_contact_person(cast.actor("leader"), person_id=alma, naming=naming)
    with travel(clock.now() + dt.timedelta(days=1)):
        assert "These messages are not to you" in sign_in("caseworker").get(url).content.decode()
        read = sign_in("colleague").get(url).content.decode()
        assert "Det første" in read
        assert "Svaret" in read
        her = citizens.browser(ALMA)
        assert "Svaret" in text_of(her, "messages", alma)
        assert "Karl Kollega" in text_of(her, "home", alma)


def test_messages_of_others_cannot_be_read_answered_or_put_away(
    cast: Cast, citizens: Citizens, sign_in: Callable[[str], Client]
) -> None:
    alma = cast.young_person.pk
    citizens.browser(ALMA).post(reverse("portal:messages", args=[alma]), {"text": "Til Kirsten alene"})
    url, sara = reverse("portal:messages-of", args=[alma]), sign_in("caseworker")
    assert "Til Kirsten alene" not in sara.get(url).content.decode()
    assert sara.post(url, {"text": "Hej"}).status_code == 403
    assert sara.post(reverse("portal:messages-read", args=[alma])).status_code == 403
    assert Message.objects.count() == 1
    assert sign_in("contact_person").post(reverse("portal:messages-read", args=[alma])).status_code == 302
    assert Conversation.objects.get().waits_since is None


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 4001])
def test_an_empty_and_an_endless_message_is_refused(text: str, cast: Cast, citizens: Citizens) -> None:
    response = citizens.browser(ALMA).post(reverse("portal:messages", args=[cast.young_person.pk]), {"text": text})
    assert response.status_code == 422
    assert Message.objects.count() == 0


def test_what_is_written_is_text_and_nothing_else(cast: Cast, citizens: Citizens) -> None:
    alma, client = cast.young_person.pk, citizens.browser(ALMA)
    client.post(reverse("portal:messages", args=[alma]), {"text": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in text_of(client, "messages", alma)


def test_the_young_person_says_done_asks_for_help_answers_and_signs(cast: Cast, citizens: Citizens) -> None:
    from roedtraad.plans.models import Agreement, Plan, SignOff

    alma, client = cast.young_person.pk, citizens.browser(ALMA)
    set_goal(citizens.actor(ALMA), person_id=alma, goal=GoalDetails("Tømrer", by_young_person=True))
    plan = Plan.objects.get()
    mine = Agreement.objects.create(plan=plan, what="Ringe", by_young_person=True, made_on=clock.today())
    help_url = reverse("portal:agreement-help", args=[alma, mine.pk])
    client.post(help_url, {"remark": "Jeg tør ikke"})
    mine.refresh_from_db()
    assert (mine.state, mine.remark) == ("need_help", "Jeg tør ikke")
    client.post(reverse("portal:agreement-settle", args=[alma, mine.pk]), {"state": "done"})
    mine.refresh_from_db()
    assert mine.state == "done"
    client.post(reverse("portal:score", args=[alma]), {"everyday": "4"})
    assert "4 of 5" in text_of(client, "plan", alma)
    assert "4 of 5" not in text_of(citizens.browser(PARENT), "plan", alma), "the score is hers"
    for key in (ALMA, PARENT):
        version = Plan.objects.get().version
        citizens.browser(key).post(reverse("portal:plan-sign", args=[alma]), {"version": version})
    assert sorted(SignOff.objects.values_list("signer", flat=True)) == ["guardian", "young_person"]


def test_the_story_is_hers(cast: Cast, citizens: Citizens) -> None:
    alma, client = cast.young_person.pk, citizens.browser(ALMA)
    write = reverse("portal:story-write", args=[alma])
    client.post(write, {"proud": "Min hund", "hard": "Skolen", "seen_version": "0"})
    assert "Min hund" in text_of(client, "story", alma)
    behind = client.post(write, {"proud": "Min kat", "seen_version": "0"})
    assert behind.status_code == 422
    assert "Min hund" in behind.content.decode(), "what stood"
    assert "Min kat" in behind.content.decode(), "and what was written"
    client.post(reverse("portal:story-remove", args=[alma]), {"section": "hard"})
    assert "Skolen" not in text_of(client, "story", alma)


def test_a_session_ends_where_the_way_in_ends(cast: Cast, citizens: Citizens) -> None:
    client, identity = citizens.browser(ALMA), citizens.identities[ALMA]
    identity.ended_at = clock.now()
    identity.save()
    page = client.get(reverse("portal:home", args=[cast.young_person.pk]), follow=True)
    assert "Your way in has ended" in page.content.decode()


def test_staff_see_who_is_let_in_invite_send_again_and_take_away(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    alma, kirsten = cast.young_person.pk, sign_in("contact_person")
    invite = reverse("portal:invite", args=[alma])
    made = kirsten.post(invite)
    assert "/portal/invitation/" in made.content.decode()
    assert kirsten.post(invite).status_code == 409, "twice"
    assert "/portal/invitation/" in kirsten.post(invite, {"guardian": cast.guardian.pk}).content.decode()
    page = kirsten.get(reverse("portal:access", args=[alma])).content.decode()
    assert "sent, not used yet" in page
    assert "Bente Nørgaard" in page
    identity = cast.young_person.portal_identities.get(kind="self")
    assert kirsten.post(reverse("portal:invitation-send", args=[identity.pk])).status_code == 200
    end = reverse("portal:access-end", args=[identity.pk])
    assert kirsten.get(end).status_code == 200
    assert kirsten.post(end).status_code == 302
    assert kirsten.post(reverse("portal:invitation-send", args=[identity.pk])).status_code == 409


def _representative(**values: Any) -> dict[str, Any]:
    until = (clock.today() + dt.timedelta(days=30)).isoformat()
    given = {
        "name": "Rita Råd",
        "phone": "34 44 44 44",
        "basis": "Fuldmagt",
        "allowed_parts": ["plan"],
        "valid_to": until,
    }
    return given | values


def test_a_representative_is_let_in_within_limits(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    url, kirsten = reverse("portal:representative-invite", args=[cast.young_person.pk]), sign_in("contact_person")
    for wrong in (
        {"basis": ""},
        {"allowed_parts": []},
        {"valid_to": "2020-01-01"},
        {"phone": ""},
        {"allowed_parts": ["notes"]},
    ):
        assert kirsten.post(url, _representative(**wrong)).status_code == 422, wrong
    assert kirsten.post(url, _representative()).status_code == 200
    identity = cast.young_person.portal_identities.get()
    assert (identity.kind, identity.allowed_parts, identity.basis) == ("representative", ["plan"], "Fuldmagt")


def test_a_parent_without_custody_or_of_an_adult_is_not_let_in(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    url, kirsten = reverse("portal:invite", args=[cast.young_person.pk]), sign_in("contact_person")
    aunt = make_guardian(cast.young_person, "Tante", has_custody=False)
    others = make_guardian(cast.stranger, "En anden")
    assert kirsten.post(url, {"guardian": aunt.pk}).status_code == 409
    assert kirsten.post(url, {"guardian": others.pk}).status_code == 404
    cast.young_person.born_on = years_ago(19)
    cast.young_person.save()
    assert kirsten.post(url, {"guardian": cast.guardian.pk}).status_code == 409
