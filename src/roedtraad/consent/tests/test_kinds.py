# SPDX-License-Identifier: EUPL-1.2
"""What says something about health is of its own kind, and what no department owns is shared with nobody inside."""

import itertools

import pytest

from roedtraad.cases.models import Case
from roedtraad.cases.queries import readable_cases
from roedtraad.consent.kinds import HEALTH_DISCIPLINES, OF_NO_DEPARTMENT, health_rows, kind_of
from roedtraad.consent.models import SharedLine
from roedtraad.consent.tests.making import colleague_at, say_yes, set_aside, terms
from roedtraad.consent.words import Said, kind_choices, wording
from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import DATA_KINDS
from tests.cast import Cast, make_case

UNITS: tuple[list[str], ...] = (
    ["health"],
    ["substance_misuse", "disability"],
    ["health", "guidance"],
    ["guidance"],
    [],
)
CASES = ("", "social", *HEALTH_DISCIPLINES)


@pytest.mark.parametrize("disciplines", UNITS)
def test_a_unit_of_health_alone_makes_cases_plan_and_notes_health(disciplines: list[str]) -> None:
    unit = Unit(disciplines=disciplines)
    for kind in DATA_KINDS:
        turns = disciplines in UNITS[:2] and kind in ("cases", "plan", "notes")
        assert kind_of(kind, unit) == ("health" if turns else kind)


def test_a_case_or_a_step_says_it_wherever_it_stands() -> None:
    guidance = Unit(disciplines=["guidance"])
    assert kind_of("notes", guidance, discipline="substance_misuse") == "health"
    assert kind_of("plan", None, area="treatment") == "health"
    assert kind_of("plan", guidance, area="housing") == "plan"
    assert kind_of("documents", guidance, discipline="health") == "documents"


@pytest.mark.django_db
def test_the_filter_says_of_every_row_what_the_rule_says(cast: Cast) -> None:
    for number, (disciplines, discipline) in enumerate(itertools.product(UNITS, CASES)):
        unit = Unit.objects.get(code="authority")
        unit.pk, unit.code, unit.is_entry, unit.disciplines = None, f"made{number}", False, disciplines
        unit.save()
        make_case(cast.young_person, unit.code, discipline=discipline)
    health = health_rows("cases", "unit", discipline="discipline")
    assert health is not None
    found = set(Case.objects.filter(health).values_list("pk", flat=True))
    others = set(Case.objects.filter(~health).values_list("pk", flat=True))
    told = {
        one.pk: kind_of("cases", one.unit, discipline=one.discipline) == "health"
        for one in Case.objects.select_related("unit")
    }
    assert found == {pk for pk, is_health in told.items() if is_health}
    assert others == told.keys() - found
    assert len(found) > 10


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "sees"), [("cases", False), ("health", True)])
def test_a_yes_to_cases_is_no_yes_to_health(cast: Cast, kind: str, sees: bool) -> None:
    nurse = colleague_at(cast, "health")
    theirs = Case.objects.get(unit__code="health")
    say_yes(cast, giving={"health"}, receiving={"schools"}, kinds={kind})
    colleague_at(cast, "schools")
    shown = readable_cases(cast.actor("at_schools"), cast.young_person.pk)
    assert (theirs in shown) == sees
    assert theirs in readable_cases(cast.actor(nurse.username), cast.young_person.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(OF_NO_DEPARTMENT))
def test_what_no_department_owns_is_not_shared_between_departments(cast: Cast, kind: str) -> None:
    with pytest.raises(DomainError) as refused:
        say_yes(cast, kinds={kind, "cases"})
    assert refused.value.code == "kinds_of_nobody"
    with pytest.raises(DomainError) as overridden:
        set_aside(cast, kinds={kind})
    assert overridden.value.code == "kinds_of_nobody"
    assert "outside" in dict(kind_choices())[kind]


@pytest.mark.django_db
def test_what_no_department_owns_goes_to_those_outside_only(cast: Cast) -> None:
    made = say_yes(
        cast, kinds={"story", "cases"}, receiving={"schools"}, to_outside="Fjordby FGU", outside_kind="education"
    )
    lines = set(SharedLine.objects.filter(consent=made).values_list("to_department__code", "kind"))
    assert lines == {("schools", "cases"), (None, "cases"), (None, "story")}


def test_the_text_of_a_yes_ends_its_sentences_once() -> None:
    wanted = terms(purpose="At finde en mentor. ", concerns="ansøgning om mentor m.m.")
    said = Said(("A",), ("B",), ("cases",), wanted.purpose, wanted.concerns, clock.today())
    for language in ("da", "en"):
        text = wording(said, language)
        assert ".." not in text
        assert "At finde en mentor." in text
        assert "ansøgning om mentor m.m." in text
