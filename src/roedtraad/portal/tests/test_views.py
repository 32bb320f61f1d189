# SPDX-License-Identifier: EUPL-1.2
"""What citizens find on their pages, and what they never find there."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.cases.models import Absence
from roedtraad.consent.passing import Receiver, pass_on
from roedtraad.consent.policies import readable
from roedtraad.consent.tests.making import say_yes
from roedtraad.handover.tests.making import offered
from roedtraad.intake.models import Visitation
from roedtraad.kernel import clock
from roedtraad.people.models import SituationKind
from roedtraad.plans.actions import GoalDetails, set_goal
from roedtraad.portal.models import IdentityKind
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
    make_case(child, law="KUI", discipline="guidance")
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


def test_a_yes_taken_back_closes_at_the_next_request(cast: Cast, citizens: Citizens) -> None:
    alma, client = cast.young_person.pk, citizens.browser(ALMA)
    consent = say_yes(cast, kinds={"cases", "plan"}, giving={"youth"}, receiving={"schools"})
    other = cast.actor("school_representative")
    youth = cast.case.unit.department_id
    assert readable(other, alma).allows(youth, "plan")
    assert "Take my yes back" in text_of(client, "consents", alma)
    assert "Take my yes back" not in text_of(citizens.browser(PARENT), "consents", alma), (
        "it was hers, not her mother's"
    )
    client.post(reverse("portal:consent-withdraw", args=[consent.pk]))
    assert not readable(other, alma).allows(youth, "plan")
    assert "Taken back on" in text_of(client, "consents", alma)


def test_she_reads_what_was_handed_on_to_whom_and_on_what_it_rested(cast: Cast, citizens: Citizens) -> None:
    alma = cast.young_person.pk
    consent = say_yes(cast, kinds={"plan"}, receiving=set(), outside_kind="education", to_outside="Fjordby FGU")
    pass_on(
        cast.actor("caseworker"), person_id=alma, to=Receiver(outside_kind="education", outside="Fjordby FGU"),
        holds={(cast.case.unit.department_id, "plan")}, what="Uddrag til FGU",
    )  # fmt: skip
    citizens.browser(ALMA).post(reverse("portal:consent-withdraw", args=[consent.pk]))
    page = text_of(citizens.browser(ALMA), "consents", alma)
    assert "Uddrag til FGU" in page
    assert "Fjordby FGU got to know about: the plan and its steps" in page
    assert "At finde en mentor" in page
    assert "Uddrag til FGU" not in text_of(citizens.browser(PARENT), "consents", alma)


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


def test_a_refusal_stays_in_the_portal_and_is_logged(cast: Cast, citizens: Citizens) -> None:
    alma = cast.young_person.pk
    refused = citizens.browser(PARENT).get(reverse("portal:goal", args=[alma]))
    assert refused.status_code == 403
    assert reverse("portal:start") in refused.content.decode()
    assert "/account/login" not in refused.content.decode()
    assert LogEntry.objects.filter(act="access_refused", account_id=0).count() == 1


def test_a_handover_under_way_stands_on_the_first_screen(cast: Cast, citizens: Citizens) -> None:
    offered(cast)
    home = text_of(citizens.browser(ALMA), "home", cast.young_person.pk)
    assert "You keep Sara Sagsbehandler until Karl Kollega has said yes" in home


def test_a_parent_is_told_of_no_handover_and_no_visitation_of_a_case_that_they_are_no_party_to(
    cast: Cast, citizens: Citizens
) -> None:
    """In the same department there is a case that makes them a party, so the department alone tells the two not apart."""
    child, parent = cast.young_person.pk, citizens.browser(PARENT)
    offered(cast)
    Visitation.objects.create(
        young_person_id=child, unit=cast.case.unit, to_unit=cast.case.unit, law="SEL", discipline="social",
        reasons="Vil ud af det", decided_by=cast.account("caseworker"), decided_on=clock.today(), case=cast.case,
        recorded_by=cast.account("caseworker"),
    )  # fmt: skip
    for name in ("home", "thread"):
        page = text_of(parent, name, child)
        assert page
        assert "Karl Kollega" not in page
        assert "Vil ud af det" not in page
    cast.case.law = "KUI"
    cast.case.save()
    assert "Karl Kollega" in text_of(parent, "home", child), "the control"
    assert "Vil ud af det" in text_of(parent, "thread", child)
