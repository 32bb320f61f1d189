# SPDX-License-Identifier: EUPL-1.2
"""The plan on screen: the one line, red when undecided, both when two have written, print, drawings."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry
from roedtraad.kernel import clock
from roedtraad.plans import actions
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.models import Agreement, Plan, Step
from roedtraad.plans.tests.conftest import other_unit
from roedtraad.plans.tests.making import Made, make_plan
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture
def made(cast: Cast) -> Made:
    return make_plan(cast.actor("caseworker"), cast.young_person.pk)


@pytest.fixture
def browser(sign_in: SignIn) -> Client:
    return sign_in("caseworker")


def at(name: str, cast: Cast, *args: int | str) -> str:
    return reverse(f"plans:{name}", args=[cast.young_person.pk, *args])


def page(browser: Client, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode()


STEP = {"title": "Praktik hos mureren", "area": "work", "doer": "young"}


def test_without_a_plan_the_page_offers_to_begin_one(browser: Client, cast: Cast) -> None:
    assert at("plan-start", cast) in page(browser, at("plan", cast))
    for name in ("network", "pyramid", "trials", "progression", "texts", "versions"):
        assert "There is no plan yet" in page(browser, at(name, cast))
    assert browser.get(at("goal-set", cast)).status_code == 404
    assert browser.get(at("plan-print", cast)).status_code == 404


def test_a_plan_is_begun_on_screen(browser: Client, cast: Cast) -> None:
    data = {"words": "Jeg vil være kok", "by_young_person": "on"}
    response = browser.post(at("plan-start", cast), data, follow=True)
    assert "Jeg vil være kok" in response.content.decode()
    assert Plan.objects.get().young_person == cast.young_person


def test_the_line_tells_who_decided_who_pays_and_by_when(browser: Client, cast: Cast, made: Made) -> None:
    text = page(browser, at("plan", cast))
    for words in (
        "Jeg vil være tømrer",
        "Stå op om morgenen",
        "Praktik",
        "Købe sko",
        "costs nothing",
        "the young person",
    ):
        assert words in text
    assert "is-undecided" not in text
    Agreement.objects.update(costs_nothing=False)
    text = page(browser, at("plan", cast))
    assert "is-undecided" in text
    assert "1 agreement is undecided" in text


def test_a_step_of_another_department_is_counted_and_not_named(browser: Client, cast: Cast, made: Made) -> None:
    Step.objects.create(plan=made.plan, unit=other_unit(), title="PPR-samtale", area="education", order=9)
    text = page(browser, at("plan", cast))
    assert "1 step of another department is not shown to you." in text
    for hidden in ("PPR-samtale", other_unit().name_en, other_unit().name_da):
        assert hidden not in text


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "name",
    ["plan", "plan-print", "network", "pyramid", "trials", "progression", "texts", "versions", "version-compare"],
)
def test_every_page_speaks_danish_and_english(browser: Client, cast: Cast, made: Made, name: str) -> None:
    english = page(browser, at(name, cast))
    cast.accounts["caseworker"].language = "da"
    cast.accounts["caseworker"].save()
    danish = page(browser, at(name, cast))
    assert 'lang="en"' in english
    assert 'lang="da"' in danish
    for text in (english, danish):
        assert "style=" not in text.split("<main", 1)[1]
        assert text.count("<h1") == 1


def test_drawings_are_lists_and_tables_as_well(browser: Client, cast: Cast, made: Made) -> None:
    network = page(browser, at("network", cast))
    assert network.count("Faster Oda") >= 2
    assert 'role="img"' in network
    progression = page(browser, at("progression", cast))
    assert "score-young-point" in progression
    assert "Det går fremad" in progression


def test_two_write_at_once_and_the_second_sees_both(browser: Client, sign_in: SignIn, cast: Cast, made: Made) -> None:
    url = at("step-change", cast, made.step.pk)
    form = browser.get(url).context["form"]
    seen = str(form["seen"].value())
    other = sign_in("contact_person")
    sent = other.post(url, {**STEP, "title": "Praktik hos smeden", "seen": seen})
    assert sent.status_code == 302
    answer = browser.post(url, {**STEP, "seen": seen})
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Praktik hos smeden", "Praktik hos mureren", "Kirsten Kontakt"):
        assert words in text
    assert Step.objects.get(pk=made.step.pk).title == "Praktik hos smeden"
    mine = answer.context["form"]["seen"].value()
    assert browser.post(url, {**STEP, "seen": mine}).status_code == 302
    assert Step.objects.get(pk=made.step.pk).title == "Praktik hos mureren"


def test_what_others_changed_elsewhere_is_told_and_both_stand(browser: Client, cast: Cast, made: Made) -> None:
    url = at("step-change", cast, made.step.pk)
    seen = str(browser.get(url).context["form"]["seen"].value())
    colleague = cast.actor("contact_person")
    actions.set_goal(colleague, person_id=cast.young_person.pk, goal=GoalDetails("Et nyt mål"))
    text = browser.post(url, {**STEP, "seen": seen}, follow=True).content.decode()
    assert "Both changes stand" in text
    assert "Et nyt mål" in text
    assert "Praktik hos mureren" in text


def test_what_is_refused_stands_above_the_form_with_what_was_written(browser: Client, cast: Cast, made: Made) -> None:
    url = at("step-state", cast, made.step.pk)
    answer = browser.post(url, {"state": "dropped", "because": ""})
    assert answer.status_code == 422
    assert "Say why the step is dropped." in answer.content.decode()


def test_an_agreement_is_made_with_decider_and_payer(browser: Client, cast: Cast, made: Made) -> None:
    url = at("agreement-add", cast)
    unit = other_unit()
    data = {
        "what": "Mentor", "doer": "outside", "outside_party": "FGU", "due_on": clock.today().isoformat(),
        "decided": f"unit:{unit.pk}", "paid": f"unit:{unit.pk}", "step": str(made.step.pk),
    }  # fmt: skip
    assert browser.post(url, data).status_code == 302
    held = Agreement.objects.get(what="Mentor")
    assert (held.decided_unit, held.paid_by, held.outside_party, held.step) == (unit, unit, "FGU", made.step)
    change = at("agreement-change", cast, held.pk)
    assert browser.get(change).context["form"]["paid"].value() == f"unit:{unit.pk}"
    deciders = browser.get(change).context["form"].fields["decided"].choices
    forum = next(value for value, _title in deciders if str(value).startswith("forum:"))
    assert browser.post(change, {**data, "decided": forum, "paid": "free"}).status_code == 302
    held.refresh_from_db()
    assert (held.decided_forum, held.costs_nothing, held.paid_by) == (str(forum)[6:], True, None)
    assert browser.get(change).context["form"]["decided"].value() == forum


@pytest.mark.parametrize("who", [{"doer": "colleague", "responsible": ""}, {"doer": "outside"}, {}])
def test_a_form_asks_for_who_does_it(browser: Client, cast: Cast, made: Made, who: dict[str, str]) -> None:
    assert browser.post(at("step-add", cast), {"title": "X", "area": "work", **who}).status_code == 422


def test_scores_of_both_are_given_in_one_form(browser: Client, cast: Cast, made: Made) -> None:
    data = {"young_belief": "2", "worker_belief": "5", "comment": "Vi var uenige"}
    assert browser.post(at("progression-measure", cast), data).status_code == 302
    held = made.plan.measurements.get(scale="belief")
    assert (held.young_score, held.worker_score) == (2, 5)
    assert browser.post(at("progression-measure", cast), {"young_belief": "9"}).status_code == 422


def test_junk_in_an_address_is_no_question(browser: Client, cast: Cast, made: Made) -> None:
    junk = "?before=x&after=99999999999999&step=%00&term=zz&words=%00&area=zz&level=zz&page=zz"
    assert browser.get(at("version-compare", cast) + "?before=1&after=2").status_code == 200
    assert browser.get(at("version-compare", cast) + "?before=77").status_code == 404
    for url in (at("agreement-add", cast), at("goal-set", cast), reverse("plans:experience"), at("versions", cast)):
        assert browser.get(url + junk).status_code == 200


def test_every_look_at_the_plan_is_logged(browser: Client, cast: Cast, made: Made) -> None:
    before = LogEntry.objects.filter(act="plan_seen").count()
    page(browser, at("plan", cast))
    page(browser, at("network", cast))
    assert LogEntry.objects.filter(act="plan_seen").count() == before + 2


def test_on_the_persons_page_the_plan_stands_in_short(browser: Client, cast: Cast, made: Made) -> None:
    text = page(browser, reverse("people:person", args=[cast.young_person.pk]))
    assert text.count("Jeg vil være tømrer") >= 2, "in the block and at the end of the thread"
    assert at("plan", cast) in text


def test_the_last_change_is_undone_from_the_plan_itself(browser: Client, cast: Cast, made: Made) -> None:
    assert browser.post(at("step-change", cast, made.step.pk), STEP).status_code == 302
    url = at("version-restore", cast, made.plan.version)
    assert url in page(browser, at("plan", cast))
    seen = str(browser.get(url).context["form"]["seen"].value())
    assert browser.post(url, {"seen": seen}).status_code == 302
    assert Step.objects.get(pk=made.step.pk).title == "Praktik"


def test_the_red_box_leads_to_the_agreement_that_it_tells_of(browser: Client, cast: Cast, made: Made) -> None:
    Agreement.objects.all().delete()
    assert "#agreement-" not in page(browser, at("plan", cast))
    due_on = clock.today()
    loose = Agreement.objects.create(plan=made.plan, what="A", by_young_person=True, made_on=due_on, due_on=due_on)
    shown = page(browser, at("plan", cast))
    assert f'href="#agreement-{loose.pk}"' in shown
    assert f'id="agreement-{loose.pk}"' in shown
    on_step = Agreement.objects.create(
        plan=made.plan, step=made.step, what="B", by_young_person=True, made_on=due_on, due_on=due_on
    )
    assert f'href="#agreement-{on_step.pk}"' in page(browser, at("plan", cast))


@pytest.mark.parametrize("name", ["step-add", "agreement-add"])
def test_a_year_that_cannot_be_meant_is_asked_about(browser: Client, cast: Cast, made: Made, name: str) -> None:
    response = browser.post(at(name, cast), {"due_on": "24.12.2206"})
    assert response.status_code == 422
    assert "Look at the year once more: 2206." in response.content.decode()
    assert "Look at the year" not in browser.post(at(name, cast), {"due_on": "24.12.2032"}).content.decode()
