# SPDX-License-Identifier: EUPL-1.2
"""A document of the plan goes to somebody else only when everything in it rests on something; to oneself it comes as before."""

from typing import Any, get_args

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.consent.actions import withdraw_consent
from roedtraad.consent.models import PassedOn
from roedtraad.consent.tests.making import colleague_at, department, say_yes
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.remembering import forget
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile.casework import PlanViewKind
from roedtraad.plans import holding, step_actions
from roedtraad.plans.documents import held_by_document
from roedtraad.plans.holding import held_by
from roedtraad.plans.law_views import law_title
from roedtraad.plans.models import Plan, PlanTextCode, Step
from roedtraad.plans.paper import Paper
from roedtraad.plans.paper_contents import LAW_SECTIONS, WHOLE, law_paper, plan_paper, source_of
from roedtraad.plans.reading import steps_of
from roedtraad.plans.step_actions import Doer, StepDetails
from roedtraad.plans.versions import compare
from tests.access.stage import BACKEND
from tests.cast import Cast

pytestmark = pytest.mark.django_db
YOUNG = Doer(by_young_person=True)
FGU: dict[str, Any] = {"outside_kind": "education", "to_outside": "Fjordby FGU"}
TO_FGU = {"receiver": "outside:education:Fjordby FGU", "language": "en", "format": "pdf"}
PLACES = {"school": "schools", "family": "family", "nurse": "health"}


@pytest.fixture
def browser(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("caseworker"), backend=BACKEND)
    return client


def hand_on(browser: Client, cast: Cast, law: str = "fgu_extract", **data: Any) -> Any:
    name, args = ("law-hand-on", [law]) if law else ("plan-hand-on", [])
    return browser.post(reverse(f"plans:{name}", args=[cast.young_person.pk, *args]), {**TO_FGU, **data})


def test_the_extract_goes_where_the_young_person_said_it_may(plan: Plan, browser: Client, cast: Cast) -> None:
    consent = say_yes(cast, receiving=set(), kinds={"plan"}, **FGU)
    response = hand_on(browser, cast)
    assert response.status_code == 200
    assert b"".join(response).startswith(b"%PDF")
    made = PassedOn.objects.get()
    assert (made.recipient, made.kind, made.consent) == ("Fjordby FGU", "plan", consent)
    assert made.what == law_title("fgu_extract", clock.today())
    assert LogEntry.objects.filter(act="data_passed_on").count() == 1
    assert LogEntry.objects.filter(act="plan_document_made").count() == 1
    tab = browser.get(reverse("consent:consents", args=[cast.young_person.pk])).content.decode()
    assert "What has been passed on" in tab
    assert "Fjordby FGU" in tab


def test_making_a_document_for_oneself_hands_nothing_on(plan: Plan, browser: Client, cast: Cast) -> None:
    assert browser.get(reverse("plans:law-document", args=[cast.young_person.pk, "fgu_extract"])).status_code == 200
    assert not PassedOn.objects.exists()


def test_the_list_of_receivers_does_not_tell_whom_another_department_shares_with(
    plan: Plan, browser: Client, cast: Cast
) -> None:
    nurse = colleague_at(cast, "health")
    outside: dict[str, Any] = {"outside_kind": "other", "to_outside": "Rusmiddelcentret"}
    say_yes(cast, "at_health", giving={"health"}, receiving=set(), kinds={"health"}, **outside)
    url = reverse("plans:plan-hand-on", args=[cast.young_person.pk])
    assert "Rusmiddelcentret" not in browser.get(url).content.decode()
    browser.force_login(nurse, backend=BACKEND)
    assert "Rusmiddelcentret" in browser.get(url).content.decode()


def test_without_a_basis_there_is_no_file_and_the_way_to_one_is_shown(plan: Plan, browser: Client, cast: Cast) -> None:
    response = hand_on(browser, cast, receiver="else", outside_kind="education", outside="Fjordby FGU")
    page = response.content.decode()
    assert response.status_code == 422
    assert "No consent and no legal basis that holds today" in page
    assert reverse("consent:ask", args=[cast.young_person.pk]) in page
    assert not PassedOn.objects.exists()
    assert not LogEntry.objects.filter(act="plan_document_made").exists()


def test_the_way_leads_to_the_answer(plan: Plan, browser: Client, cast: Cast) -> None:
    context = hand_on(browser, cast, receiver="department:schools").context
    question = context["question"]
    sent = {"step": "ask"} | {
        name: question.get_initial_for_field(field, name) for name, field in question.fields.items()
    }
    page = browser.post(reverse("consent:ask", args=[cast.young_person.pk]), sent).content.decode()
    assert 'id="answer"' in page
    assert 'id="consent"' in page


def test_a_consent_taken_back_meanwhile_stops_the_next_one(plan: Plan, browser: Client, cast: Cast) -> None:
    consent = say_yes(cast, receiving=set(), kinds={"plan"}, **FGU)
    assert hand_on(browser, cast).status_code == 200
    withdraw_consent(cast.actor("caseworker"), consent_id=consent.pk)
    response = hand_on(browser, cast, receiver="else", outside_kind="education", outside="Fjordby FGU")
    assert response.status_code == 422
    assert PassedOn.objects.count() == 1


def test_what_one_ticks_must_be_carried_as_well(plan: Plan, browser: Client, cast: Cast) -> None:
    say_yes(cast, receiving=set(), kinds={"plan"}, **FGU)
    assert hand_on(browser, cast, more=["health"]).status_code == 422
    say_yes(cast, receiving=set(), kinds={"plan", "health"}, **FGU)
    assert hand_on(browser, cast, more=["health"]).status_code == 200
    assert set(PassedOn.objects.values_list("kind", flat=True)) == {"plan", "health"}


@pytest.mark.parametrize(
    "data",
    [{"receiver": ""}, {"receiver": "department:youth"}, {"receiver": "else"}, {"receiver": "else", "outside": "A"}],
)
def test_somebody_must_be_chosen(plan: Plan, browser: Client, cast: Cast, data: dict[str, str]) -> None:
    assert hand_on(browser, cast, **data).status_code == 422
    assert not PassedOn.objects.exists()


def test_a_treatment_step_makes_the_whole_plan_health_and_the_extract_not(
    plan: Plan, worker: Actor, browser: Client, cast: Cast
) -> None:
    person = cast.young_person.pk
    step_actions.add_step(worker, person_id=person, step=StepDetails("Ud af misbruget", "treatment", YOUNG))
    say_yes(cast, receiving=set(), kinds={"plan"}, **FGU)
    assert held_by_document(worker, person, "fgu_extract") == {(department("youth"), "plan")}
    assert held_by_document(worker, person) == {(department("youth"), "plan"), (department("youth"), "health")}
    assert hand_on(browser, cast).status_code == 200
    assert hand_on(browser, cast, law="").status_code == 422


def test_a_law_that_rests_on_a_consent_is_not_handed_on_without(plan: Plan, browser: Client, cast: Cast) -> None:
    response = hand_on(browser, cast, law="holistic_plan", receiver="department:family")
    assert response.status_code == 422
    assert "This document can only be made while a consent holds" in response.content.decode()
    assert not PassedOn.objects.exists()


def test_without_a_plan_there_is_nothing_to_hand_on(browser: Client, cast: Cast) -> None:
    assert hand_on(browser, cast, law="").status_code == 404


def _told(paper: Paper) -> str:
    return str(paper.blocks)


@pytest.mark.parametrize("law", ["", *get_args(PlanViewKind)])
def test_whatever_another_department_tells_in_a_document_is_among_what_it_holds(
    plan: Plan, worker: Actor, cast: Cast, law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word of every department in every kind of row: where the word stands, the department does."""
    from roedtraad.consent.policies import Readable
    from roedtraad.plans import reading

    monkeypatch.setattr(reading, "reads", lambda _actor, _person: Readable(everything=True))
    planted: dict[str, tuple[int, str]] = {}
    for name, code in PLACES.items():
        unit = Unit.objects.filter(department__code=code).first()
        assert unit is not None
        for area in ("work", "housing", "treatment"):
            kind = "health" if area == "treatment" or name == "nurse" else "plan"
            held = (unit.department_id, kind)
            step = plan.steps.create(
                title=f"S{name}{area}", area=area, unit=unit, by_young_person=True, state="planned"
            )
            plan.agreements.create(
                what=f"A{name}{area}", unit=unit, step=step, made_on=clock.today(), by_young_person=True
            )
            planted |= {f"S{name}{area}": held, f"A{name}{area}": held}
    for place, text in enumerate(PlanTextCode.values):
        unit = Unit.objects.filter(department__code=list(PLACES.values())[place % 3]).first()
        assert unit is not None
        plan.texts.create(code=text, text=f"T{text}", unit=unit, written_at=clock.now())
        planted[f"T{text}"] = (unit.department_id, "health" if unit.code == "health" else "plan")
    forget()
    source = source_of(worker, plan)
    sections = LAW_SECTIONS[law] if law else WHOLE
    told = _told(law_paper(source, "Alma", law, "Titel") if law else plan_paper(source, "Alma"))
    holds = held_by(source, sections)
    found = {held for word, held in planted.items() if f"'{word}'" in told}
    assert found | {(department("youth"), "plan")} == holds


def test_every_part_of_every_document_says_what_it_holds() -> None:
    parts = {getattr(one, "func", one) for sections in (WHOLE, *LAW_SECTIONS.values()) for one in sections}
    assert parts == set(holding._ROWS)


def test_health_in_the_plan_is_read_upon_a_yes_to_health_only(plan: Plan, worker: Actor, cast: Cast) -> None:
    person = cast.young_person
    unit = Unit.objects.get(code="schools")
    cure = Step.objects.create(plan=plan, title="Kur", area="treatment", unit=unit, by_young_person=True)
    home = Step.objects.create(plan=plan, title="Bolig", area="housing", unit=unit, by_young_person=True)
    agreed = plan.agreements.create(what="Møde op", unit=unit, step=cure, made_on=clock.today(), by_young_person=True)

    def seen() -> set[int]:
        forget()
        return {one.pk for one in steps_of(worker, person.pk).rows} & {cure.pk, home.pk}

    assert seen() == set()
    say_yes(cast, giving={"schools"}, receiving={"youth"}, kinds={"plan"})
    assert seen() == {home.pk}
    step_actions.move_step(worker, person_id=person.pk, step_id=step_of(worker, cast).pk, up=True)
    before = plan_version(plan)
    cure.title, agreed.what = "Kur ude", "Ringe"
    cure.save()
    agreed.save()
    step_actions.add_step(worker, person_id=person.pk, step=StepDetails("Ny", "work", YOUNG))
    plan.refresh_from_db()
    told = str(compare(worker, plan, before, plan.version))
    assert "Kur" not in told
    assert "Ringe" not in told
    say_yes(cast, giving={"schools"}, receiving={"youth"}, kinds={"health"})
    assert seen() == {cure.pk, home.pk}
    assert "Kur ude" in str(compare(worker, plan, before, plan.version))


def step_of(worker: Actor, cast: Cast) -> Step:
    return step_actions.add_step(worker, person_id=cast.young_person.pk, step=StepDetails("Egen", "work", YOUNG))


def plan_version(plan: Plan) -> int:
    plan.refresh_from_db()
    return plan.version
