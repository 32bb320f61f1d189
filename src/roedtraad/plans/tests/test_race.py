# SPDX-License-Identifier: EUPL-1.2
"""Two who change one plan at the same moment: the second sees both, has the own text still, and nobody's change is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.plans import actions, changing, step_actions
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.models import Goal, GoalTerm, Plan, PlanText, PlanTextCode, Step
from roedtraad.plans.step_actions import StepDetails
from roedtraad.plans.tests.making import YOUNG, Made, make_plan
from tests.cast import Cast, make_cast
from tests.racing import do_not_lock, on_postgresql, overlapping

STEP = {"title": "Praktik hos mureren", "area": "work", "doer": "young"}
TEXT = {"text": "En læreplads hos mureren"}


@pytest.fixture
def cast(committed_log: None) -> Cast:  # noqa: F811
    return make_cast()


@pytest.fixture
def made(cast: Cast) -> Made:
    return make_plan(cast.actor("caseworker"), cast.young_person.pk)


@pytest.fixture
def browser(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.account("colleague"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def seen(cast: Cast) -> int:
    return Plan.objects.get(young_person=cast.young_person).version


def change_step_at_once(cast: Cast, made: Made, browser: Client) -> Any:
    """Both have opened the same step. What the second is answered."""
    actor, person, version = cast.actor("contact_person"), cast.young_person.pk, seen(cast)
    smith = StepDetails("Praktik hos smeden", "work", YOUNG)
    url = reverse("plans:step-change", args=[person, made.step.pk])
    first, second = overlapping(
        lambda: step_actions.change_step(actor, person_id=person, step_id=made.step.pk, step=smith, seen=version),
        lambda: browser.post(url, {**STEP, "seen": version}),
    )
    assert first is None
    return second


def write_text_at_once(cast: Cast, browser: Client) -> Any:
    """Both write a part that has not been written before. What the second is answered."""
    actor, person, version = cast.actor("contact_person"), cast.young_person.pk, seen(cast)
    url = reverse("plans:text-write", args=[person, PlanTextCode.DURATION])
    words = "En læreplads hos smeden"
    first, second = overlapping(
        lambda: actions.write_text(actor, person_id=person, code=PlanTextCode.DURATION, text=words, seen=version),
        lambda: browser.post(url, {**TEXT, "seen": version}),
    )
    assert first is None
    return second


def test_the_second_sees_both_and_decides(cast: Cast, made: Made, browser: Client) -> None:
    before = seen(cast)
    answer = change_step_at_once(cast, made, browser)
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Praktik hos smeden", 'value="Praktik hos mureren"', "Kirsten Kontakt"):
        assert words in text
    assert (Step.objects.get(pk=made.step.pk).title, seen(cast)) == ("Praktik hos smeden", before + 1)
    again = {**STEP, "seen": answer.context["form"]["seen"].value()}
    assert browser.post(answer.request["PATH_INFO"], again).status_code == 302
    assert Step.objects.get(pk=made.step.pk).title == "Praktik hos mureren"


def test_control_without_asking_for_the_version_the_first_is_written_over(
    cast: Cast, made: Made, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "_refuse_conflict", lambda *_seen: None)
    assert change_step_at_once(cast, made, browser).status_code == 302
    assert Step.objects.get(pk=made.step.pk).title == "Praktik hos mureren", "the update that was lost"


@on_postgresql
def test_control_without_the_lock_the_second_is_not_told(
    cast: Cast, made: Made, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It believes that nothing has changed, and only the table's last net, one row a version, stops it: without a word."""
    monkeypatch.setattr(changing, "lock_person", do_not_lock)
    assert not is_conflict(change_step_at_once(cast, made, browser))


def is_conflict(answer: Any) -> bool:
    return getattr(answer, "status_code", 0) == 409


def test_a_part_that_both_begin_is_not_written_over(cast: Cast, made: Made, browser: Client) -> None:
    answer = write_text_at_once(cast, browser)
    assert is_conflict(answer), answer
    text = answer.content.decode()
    for words in ("En læreplads hos smeden", "En læreplads hos mureren"):
        assert words in text
    assert PlanText.objects.get(code=PlanTextCode.DURATION).text == "En læreplads hos smeden"


@on_postgresql
def test_control_what_is_looked_up_before_the_lock_is_written_over(
    cast: Cast, made: Made, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "lock_person", do_not_lock)
    assert write_text_at_once(cast, browser).status_code == 302
    assert PlanText.objects.get(code=PlanTextCode.DURATION).text == "En læreplads hos mureren", (
        "the update that was lost"
    )


def test_different_things_at_once_both_stand(cast: Cast, made: Made, browser: Client) -> None:
    actor, person, version = cast.actor("contact_person"), cast.young_person.pk, seen(cast)
    goal = GoalDetails("Et kørekort", GoalTerm.SHORT)
    url = reverse("plans:step-change", args=[person, made.step.pk])
    first, second = overlapping(
        lambda: actions.set_goal(actor, person_id=person, goal=goal, seen=version),
        lambda: browser.post(url, {**STEP, "seen": version}, follow=True),
    )
    assert Goal.objects.get(words="Et kørekort") == first
    assert Step.objects.get(pk=made.step.pk).title == "Praktik hos mureren"
    assert "Both changes stand" in second.content.decode()
    plan = Plan.objects.get(young_person_id=person)
    assert sorted(plan.versions.values_list("number", flat=True)) == list(range(1, version + 3))
