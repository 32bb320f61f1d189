# SPDX-License-Identifier: EUPL-1.2
"""The wizard answers, the consent is read aloud and written down, and the data protection officer is told at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogDetail
from roedtraad.consent.models import Consent, Sharing
from roedtraad.consent.queries import consents_for_portal
from roedtraad.consent.tests.making import DAY, citizen, colleague_at, notify, say_yes, set_aside
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Role
from roedtraad.kernel.errors import NotVisible
from roedtraad.people.models import Guardian
from tests.cast import Cast, make_contact_person, years_ago

SignIn = Callable[[str], Client]
QUESTION = {"purpose": "At hjælpe", "kinds": ["cases"], "giving": ["youth"], "receiving": ["schools"]}
YES = {
    **QUESTION, "basis": "consent_11a", "concerns": "ansøgning om mentor", "given_by": "young_person", "channel": "spoken",
    "language": "da",
}  # fmt: skip


def post(client: Client, name: str, pk: int, data: Any = None) -> Any:
    return client.post(reverse(f"consent:{name}", args=[pk]), data or {})


def ask(client: Client, cast: Cast, **changes: Any) -> str:
    response = post(client, "ask", cast.young_person.pk, {**QUESTION, "step": "ask", **changes})
    assert response.status_code == 200
    return str(response.content.decode())


def test_within_one_authority_the_answer_is_yes_and_nothing_is_asked_for(cast: Cast, sign_in: SignIn) -> None:
    page = ask(sign_in("caseworker"), cast, receiving=["family"])
    assert "Yes: it is the same authority" in page
    assert 'value="share"' not in page
    assert "in spite of the rules" not in page


def test_a_basis_that_fits_is_chosen_with_a_reason(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    page = ask(client, cast)
    assert "Yes, on one of these bases" in page
    assert "Notification of concern" in page
    assert "It does not hold for these kinds of data." in page, "why dropout does not fit"
    sent = {**QUESTION, "step": "share", "basis": "notification", "reason": "Hun kommer ikke i skole."}
    response = post(client, "ask", cast.young_person.pk, sent)
    assert response.status_code == 302
    made = Sharing.objects.get()
    assert (made.reason, made.made_by) == ("Hun kommer ikke i skole.", cast.account("caseworker"))
    shown = client.get(response["Location"]).content.decode()
    assert "Hun kommer ikke i skole." in shown
    assert "Schools and PPR" in shown


def test_without_a_reason_it_is_not_shared(cast: Cast, sign_in: SignIn) -> None:
    sent = {**QUESTION, "step": "share", "basis": "notification", "reason": ""}
    response = post(sign_in("caseworker"), "ask", cast.young_person.pk, sent)
    assert response.status_code == 422
    assert not Sharing.objects.exists()


def test_a_basis_that_was_not_offered_is_not_taken(cast: Cast, sign_in: SignIn) -> None:
    sent = {**QUESTION, "step": "share", "basis": "dropout_15d", "reason": "Fordi"}
    assert post(sign_in("caseworker"), "ask", cast.young_person.pk, sent).status_code == 422
    assert not Sharing.objects.exists()


def test_where_no_rule_helps_the_young_person_is_asked(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    page = ask(client, cast, receiving=["health"], kinds=["plan"], giving=["schools"])
    assert "Only if the young person says yes" in page
    assert "Only the department that has the data" in page
    response = post(client, "consent-give", cast.young_person.pk, {**QUESTION, "step": "from_question"})
    carried = response.content.decode()
    assert response.status_code == 200
    assert "At hjælpe" in carried
    assert "Something is missing" not in carried


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kinds": []}, "Choose at least one."),
        ({"giving": []}, "Choose whose data it is."),
        ({"receiving": []}, "Choose who gets it."),
        ({"outside_kind": "company"}, "Write who it is."),
        ({"to_outside": "Fjordby Tømrer"}, "Choose what kind of place it is."),
        ({"purpose": ""}, "This field is required."),
    ],
)
def test_half_a_question_is_asked_again(cast: Cast, sign_in: SignIn, changes: dict[str, Any], words: str) -> None:
    response = post(sign_in("caseworker"), "ask", cast.young_person.pk, {**QUESTION, "step": "ask", **changes})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_the_rules_are_set_aside_and_the_officer_reads_it_at_once(cast: Cast, sign_in: SignIn) -> None:
    sent = {**QUESTION, "receiving": ["health"], "step": "override", "basis": "consent_11a", "reason": "Hun er i fare."}
    assert post(sign_in("caseworker"), "ask", cast.young_person.pk, sent).status_code == 302
    officer = sign_in("data_protection_officer")
    desk = officer.get(reverse("desk:waiting")).content.decode()
    assert "Sara Sagsbehandler shared in spite of the rules" in desk
    page = officer.get(reverse("consent:rules")).content.decode()
    assert "Hun er i fare." in page
    assert cast.young_person.reference in page
    assert cast.young_person.family_name not in page
    assert post(officer, "override-acknowledge", Sharing.objects.get().pk).status_code == 302
    assert "shared in spite of the rules" not in officer.get(reverse("desk:waiting")).content.decode()
    assert post(officer, "sharing-end", Sharing.objects.get().pk)["Location"] == reverse("consent:rules")
    assert Sharing.objects.get().ended_at


def test_the_officer_sees_what_is_approved_and_how_sure_it_is(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("data_protection_officer").get(reverse("consent:rules")).content.decode()
    for words in (
        "Youth, family, handicap",
        "Approved by",
        "These stand alone",
        "to be confirmed",
        "once only",
        "LBK 953",
    ):
        assert words in page
    assert "Nobody has shared in spite of the rules." in page


def test_a_yes_is_read_aloud_before_it_is_written_down(cast: Cast, sign_in: SignIn) -> None:
    client, today = sign_in("caseworker"), clock.today().isoformat()
    response = post(client, "consent-give", cast.young_person.pk, {**YES, "given_on": today, "step": "text"})
    assert response.status_code == 200
    assert "The yes was said" in response.content.decode()
    assert not Consent.objects.exists()
    response = post(client, "consent-give", cast.young_person.pk, {**YES, "given_on": today, "step": "give"})
    assert response.status_code == 302
    assert "ansøgning om mentor" in Consent.objects.get().wording


def test_what_stands_in_the_way_is_said_before_it_is_read_aloud(cast: Cast, sign_in: SignIn) -> None:
    sent = {**YES, "given_on": (clock.today() + DAY).isoformat(), "step": "text"}
    response = post(sign_in("caseworker"), "consent-give", cast.young_person.pk, sent)
    assert response.status_code == 422
    assert "The consent is dated in the future." in response.content.decode()
    assert "The yes was said" not in response.content.decode()


def test_only_guardians_with_parental_authority_are_offered(cast: Cast, sign_in: SignIn) -> None:
    Guardian.objects.create(young_person=cast.young_person, name="Tante Tove", relation="aunt", has_custody=False)
    page = sign_in("caseworker").get(reverse("consent:consent-give", args=[cast.young_person.pk])).content.decode()
    assert cast.guardian.name in page
    assert "Tante Tove" not in page


def test_one_click_takes_a_yes_back(cast: Cast, sign_in: SignIn) -> None:
    made, client = say_yes(cast), sign_in("caseworker")
    page = client.get(reverse("consent:consents", args=[cast.young_person.pk])).content.decode()
    assert reverse("consent:consent-withdraw", args=[made.pk]) in page
    response = post(client, "consent-withdraw", made.pk)
    after = client.get(response["Location"]).content.decode()
    assert "taken back" in after
    assert "What was shared before stays listed." in after
    assert post(client, "consent-withdraw", made.pk).status_code == 409, "an open tab is told"


def test_a_yes_is_renewed_and_made_less(cast: Cast, sign_in: SignIn) -> None:
    made, client = say_yes(cast, kinds={"cases", "plan"}), sign_in("caseworker")
    said = {"given_by": "young_person", "channel": "paper", "given_on": clock.today().isoformat(), "language": "en"}
    assert post(client, "consent-renew", made.pk, said).status_code == 302
    newer = Consent.objects.get(replaced_by=None)
    assert "I say yes to this" in newer.wording
    assert post(client, "consent-limit", newer.pk, {"kinds": ["plan"]}).status_code == 302
    least = Consent.objects.get(replaced_by=None)
    assert {line.kind for line in least.lines.all()} == {"plan"}
    assert post(client, "consent-renew", made.pk, said).status_code == 422


def test_a_guardian_who_says_yes_alone_is_refused_in_words(cast: Cast, sign_in: SignIn) -> None:
    made = say_yes(cast)
    said = {
        "given_by": "guardian", "guardian": cast.guardian.pk, "channel": "paper", "given_on": clock.today().isoformat(),
        "language": "da",
    }  # fmt: skip
    response = post(sign_in("caseworker"), "consent-renew", made.pk, said)
    assert response.status_code == 422
    assert "At this age the young person says yes." in response.content.decode()


def test_the_list_says_how_each_yes_stands(cast: Cast, sign_in: SignIn) -> None:
    person = cast.young_person
    for purpose in ("løber ud", "gammel", "taget tilbage", "gælder"):
        say_yes(cast, purpose=purpose)
    today = clock.today()
    of = Consent.objects.filter
    of(purpose="løber ud").update(valid_to=today + 20 * DAY)
    of(purpose="gammel").update(given_on=today - 9 * DAY, valid_from=today - 9 * DAY, valid_to=today - DAY)
    of(purpose="taget tilbage").update(withdrawn_at=clock.now(), withdrawn_as="young_person")
    client = sign_in("caseworker")
    page = client.get(reverse("consent:consents", args=[person.pk])).content.decode()
    for words in ("runs out soon", "has run out", "by the young person", "holds", "in 20 days"):
        assert words in page
    person_page = client.get(reverse("people:person", args=[person.pk])).content.decode()
    assert "2 consents hold." in person_page
    assert "one runs out in 20 days" in person_page
    thread = client.get(reverse("people:thread", args=[person.pk]) + "?kind=consents").content.decode()
    for words in ("Consent: gammel", "Consent runs out: løber ud", "Consent taken back: taget tilbage"):
        assert words in thread


def test_the_desk_of_whoever_follows_says_when_to_ask_again(cast: Cast, sign_in: SignIn) -> None:
    say_yes(cast)
    assert "Consents that run out" not in sign_in("contact_person").get(reverse("desk:waiting")).content.decode()
    Consent.objects.update(valid_to=clock.today() + 20 * DAY)
    page = sign_in("contact_person").get(reverse("desk:waiting")).content.decode()
    assert "Consents that run out" in page
    assert "At finde en mentor" in page
    assert "Consents that run out" not in sign_in("colleague").get(reverse("desk:waiting")).content.decode()


def test_the_desk_does_not_tell_what_others_may_tell_each_other(cast: Cast, sign_in: SignIn) -> None:
    """Health and the schools have a consent about a young person whom the reader follows: that is theirs."""
    colleague_at(cast, "health")
    say_yes(cast, "at_health", giving={"health"}, kinds={"health"}, purpose="Behandling i skoletiden")
    Consent.objects.update(valid_to=clock.today() + DAY)
    page = sign_in("contact_person").get(reverse("desk:waiting")).content.decode()
    assert "Behandling i skoletiden" not in page
    assert "Behandling i skoletiden" in sign_in("at_health").get(reverse("desk:waiting")).content.decode()


def test_a_department_sees_only_what_concerns_it(cast: Cast, sign_in: SignIn) -> None:
    colleague_at(cast, "health")
    say_yes(cast, purpose="mellem unge og skole")
    say_yes(cast, purpose="til sundhed", receiving={"health"})
    notify(cast, purpose="underretning til skole")
    set_aside(cast, purpose="fare")
    page = sign_in("at_health").get(reverse("consent:consents", args=[cast.young_person.pk])).content.decode()
    assert "til sundhed" in page
    assert "fare" in page
    assert "mellem unge og skole" not in page
    assert "underretning til skole" not in page


def test_an_empty_list_says_what_it_means(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("caseworker").get(reverse("consent:consents", args=[cast.young_person.pk])).content.decode()
    assert "Nothing has been shared, and nobody has said yes to anything" in page


def test_the_young_person_sees_all_of_it_in_the_portal_and_only_theirs(cast: Cast) -> None:
    say_yes(cast)
    set_aside(cast)
    page = consents_for_portal(citizen(cast.young_person), cast.young_person.pk)
    assert [row.purpose for row in page.running] == ["At finde en mentor"]
    assert [row.is_override for row in page.sharings] == [True]
    for actor in (citizen(cast.stranger), cast.actor("caseworker"), citizen(cast.young_person, Role.REPRESENTATIVE)):
        with pytest.raises(NotVisible):
            consents_for_portal(actor, cast.young_person.pk)


def test_what_is_withheld_and_what_rests_on_worry_about_the_home_is_not_read_in_the_portal(
    cast: Cast, sign_in: SignIn
) -> None:
    sent = {
        **QUESTION,
        "step": "share",
        "basis": "notification",
        "reason": "Bekymring",
        "withheld_because": "Fare for Alma",
    }
    assert post(sign_in("caseworker"), "ask", cast.young_person.pk, sent).status_code == 302
    set_aside(cast)
    say_yes(cast)
    own = consents_for_portal(citizen(cast.young_person), cast.young_person.pk)
    assert [row.is_override for row in own.sharings] == [True]
    guardians = consents_for_portal(citizen(cast.young_person, Role.GUARDIAN), cast.young_person.pk)
    assert (len(guardians.running), guardians.sharings, guardians.passed_on) == (1, (), ())
    page = sign_in("caseworker").get(reverse("consent:consents", args=[cast.young_person.pk])).content.decode()
    assert "The young person does not read of it: Fare for Alma" in page
    assert "Fare for Alma" in LogDetail.objects.get(entry__act="data_shared").values["withheld_because"]


def test_a_yes_whose_guardian_has_gone_is_told_as_such(cast: Cast, sign_in: SignIn) -> None:
    person = cast.stranger
    person.born_on = years_ago(14)
    person.save()
    made = say_yes(cast)
    Consent.objects.filter(pk=made.pk).update(given_by="guardian", guardian=cast.guardian)
    Guardian.objects.update(has_custody=False)
    page = sign_in("caseworker").get(reverse("consent:consents", args=[cast.young_person.pk])).content.decode()
    assert "the guardian no longer holds parental authority" in page


def test_a_followed_person_of_another_unit_is_on_the_desk_too(cast: Cast, sign_in: SignIn) -> None:
    say_yes(cast, "other_caseworker", cast.stranger, giving={"family"})
    Consent.objects.update(valid_to=clock.today() + DAY)
    make_contact_person(cast.stranger, cast.account("contact_person"))
    assert "Viggo" in sign_in("contact_person").get(reverse("desk:waiting")).content.decode()


def test_what_no_department_owns_is_offered_to_those_outside_only(cast: Cast, sign_in: SignIn) -> None:
    browser, person = sign_in("caseworker"), cast.young_person.pk
    page = browser.get(reverse("consent:ask", args=[person])).content.decode()
    assert "the story told once (only to somebody outside the municipality)" in page
    inside = post(browser, "ask", person, {**QUESTION, "step": "ask", "kinds": "story"})
    assert inside.status_code == 422
    assert "belong to no department" in inside.content.decode()
    outside = {**QUESTION, "step": "ask", "kinds": "story", "outside_kind": "education", "to_outside": "Fjordby FGU"}
    assert post(browser, "ask", person, outside).status_code == 200
