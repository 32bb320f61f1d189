# SPDX-License-Identifier: EUPL-1.2
"""The profile format: every mistake is named with file, line, path and remedy; nothing is lost on the way out and in."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.organisation.profile import (
    FACT_WORDS,
    All,
    Any,
    Condition,
    Duration,
    FactSignature,
    Leaf,
    Not,
    Problem,
    Profile,
    ProfileError,
    Test,
    check_against_facts,
    condition_document,
    describe,
    describe_due,
    describe_duration,
    diff,
    dump_profile,
    from_document,
    leaves,
    parse_condition,
    parse_profile,
    shipped_profile_ids,
    shipped_profile_text,
    to_document,
    waiting_facts,
)
from roedtraad.organisation.profile.conditions import DURATION_UNITS

from .profile_mistakes import MISTAKES, SMALL


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, "smallby.yaml")
    return caught.value.problems


def small(**changes: str) -> Profile:
    text = SMALL
    for old, new in changes.items():
        text = text.replace(old, new)
    return parse_profile(text, "smallby.yaml")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_file_line_path_and_remedy(name: str) -> None:
    old, new, path, message, remedy = MISTAKES[name]
    assert SMALL.count(old) == 1, "the mistake must be made in one place"
    line = SMALL[: SMALL.index(old)].count("\n") + 1
    by_path = {problem.path: problem for problem in problems_of(SMALL.replace(old, new))}
    assert path in by_path
    problem = by_path[path]
    assert problem.file == "smallby.yaml"
    assert message in problem.message
    assert remedy in problem.remedy
    if path != "units":  # the whole section is meant
        assert problem.line in (line, line + 1)
    assert str(problem).startswith(f"smallby.yaml:{problem.line}: ")


def test_the_same_text_without_a_mistake_is_a_profile() -> None:
    assert small().id == "smallby"


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    text = SMALL.replace("fictional", "fictionel").replace("kind: conference", "kind: confrence")
    assert [problem.path for problem in problems_of(text)] == ["municipality.fictionel", "forums[1].kind"]


def test_a_rule_that_its_forum_does_not_name_is_told() -> None:
    text = SMALL.replace("leads_to: {forum: conference, as: mandatory}", "leads_to: {role: contact_person}")
    (problem,) = problems_of(text)
    assert problem.path == "forums[1].admission.rules[1]"
    two = SMALL + SMALL[SMALL.index("  - id: old_case") :].replace("id: old_case", "id: other_case")
    (problem,) = problems_of(two)
    assert problem.path == "rules[2].leads_to.forum"


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "just words", "a: [1, 2\n", "a: b: c\n", "\tid: x\n", "a: 1\n---\nb: 2\n"]
)
def test_what_is_no_document_is_refused_with_a_line(text: str) -> None:
    problem = problems_of(text)[0]
    assert problem.message
    assert problem.remedy


def test_an_alias_bomb_and_a_huge_file_are_refused() -> None:
    bomb = 'a: &a ["x","x"]\nb: &b [*a,*a]\nc: [*b,*b]\n'
    assert problems_of(bomb)[0].line == 1
    assert "1 MB" in problems_of(SMALL + "#" * 1_000_001)[0].message
    assert "nested" in problems_of("a: " + "[" * 200 + "]" * 200)[0].message


def test_words_that_yaml_would_change_stay_what_was_typed() -> None:
    profile = small(**{'"Kort."': "no", '"Short."': "on"})
    assert (profile.summary.da, profile.summary.en) == ("no", "on")


def test_the_same_rule_may_return_later_but_not_on_the_same_day() -> None:
    again = SMALL[SMALL.index("  - id: old_case") :].replace("valid_from: 2020-01-01", "valid_from: 2024-01-01")
    assert problems_of(SMALL + again)[0].path == "rules[2].id"
    ended = SMALL.replace(
        "mandatory}\n    valid_from: 2020-01-01\n", "mandatory}\n    valid_from: 2020-01-01\n    valid_to: 2023-12-31\n"
    )
    profile = parse_profile(ended + again, "smallby.yaml")
    assert [rule.valid_from.year for rule in profile.active_rules(dt.date(2023, 12, 31))] == [2020]
    assert [rule.valid_from.year for rule in profile.active_rules(dt.date(2024, 1, 1))] == [2024]


def test_the_door_may_move_from_one_unit_to_another_without_a_day_between() -> None:
    moved = SMALL.replace(
        "is_entry: true, valid_from: 2020-01-01", "is_entry: true, valid_from: 2020-01-01, valid_to: 2023-12-31"
    )
    late = moved.replace('en: "Back"}, valid_from: 2020-01-01', 'en: "Back"}, is_entry: true, valid_from: {day}')
    profile = parse_profile(late.replace("{day}", "2024-01-01"), "smallby.yaml")
    first, second = profile.entry_unit(dt.date(2023, 12, 31)), profile.entry_unit(dt.date(2024, 1, 1))
    assert first is not None and first.code == "door"  # noqa: PT018
    assert second is not None and second.code == "back"  # noqa: PT018
    assert "0 entry units on 2024-01-01" in problems_of(late.replace("{day}", "2024-01-02"))[0].message
    assert "2 entry units on 2023-12-31" in problems_of(late.replace("{day}", "2023-12-31"))[0].message


def test_a_period_holds_on_its_first_and_last_day_and_not_beside_them() -> None:
    law = small(
        **{'en: "KUI act"}, valid_from: 2020-01-01': 'en: "KUI act"}, valid_from: 2020-01-01, valid_to: 2020-12-31'}
    ).laws[0]
    days = ["2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01"]
    assert [law.in_force(dt.date.fromisoformat(day)) for day in days] == [False, True, True, False]


def test_the_view_of_a_day_leaves_out_what_does_not_hold() -> None:
    profile = small()
    before, after = profile.at(dt.date(2019, 12, 31)), profile.at(dt.date(2020, 1, 1))
    assert (before.rules, before.units, before.laws) == ((), (), ())
    assert after == profile


@pytest.mark.parametrize("profile_id", shipped_profile_ids())
def test_a_profile_written_and_read_is_the_same_profile(profile_id: str) -> None:
    profile = parse_profile(shipped_profile_text(profile_id), profile_id)
    assert parse_profile(dump_profile(profile), profile_id) == profile
    assert from_document(to_document(profile)) == profile
    assert diff(profile, from_document(to_document(profile))) == ()


def test_a_stored_document_that_no_longer_fits_says_where_without_a_line() -> None:
    document = to_document(small()) | {"colour": "red"}
    with pytest.raises(ProfileError) as caught:
        from_document(document, "version 3")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.path) == ("version 3", None, "colour")
    assert str(problem).startswith("version 3: colour: ")


FACTS = {
    "oldest_open_case_on": FactSignature("date", frozenset({"discipline", "law"})),
    "age_months": FactSignature("number"),
    "in_education": FactSignature("boolean"),
    "open_disciplines": FactSignature("codes", codes=frozenset({"social", "school"})),
    "plan_ready": FactSignature("boolean", waits=True),
}
AGAINST_FACTS = {
    "{fact: age_month, from: 1}": ("fact", "no fact", "age_months"),
    "{fact: age_months, is: true}": ("is", "cannot be tested", "below, from"),
    "{fact: in_education, is: work}": ("is", "cannot be tested", "is: true"),
    "{fact: open_disciplines, includes: socal}": ("includes", "no value", "social"),
    "{fact: open_disciplines, includes_any: [social, scool]}": ("includes_any", "no value", "school"),
    "{fact: oldest_open_case_on, of: {unit: door}, missing: true}": (
        "of.unit",
        "has no",
        "Use one of: discipline, law",
    ),
}


@pytest.mark.parametrize("leaf", AGAINST_FACTS)
def test_a_rule_is_held_against_the_facts_there_are(leaf: str) -> None:
    path, message, remedy = AGAINST_FACTS[leaf]
    when = "{fact: oldest_open_case_on, of: {discipline: social}, older_than: {years: 1}}"
    with pytest.raises(ProfileError) as caught:
        parse_profile(SMALL.replace(when, leaf), "smallby.yaml", FACTS)
    (problem,) = caught.value.problems
    assert problem.path == f"rules[1].when.all[1].{path}"
    assert message in problem.message
    assert remedy in problem.remedy
    assert problem.line == SMALL[: SMALL.index(when)].count("\n") + 1


def test_a_due_day_is_counted_from_a_date_that_exists() -> None:
    assert check_against_facts(small(), FACTS) == []
    (finding,) = check_against_facts(small(**{"due: {fact: oldest_open_case_on,": "due: {fact: in_education,"}), FACTS)
    assert "not a date" in finding.message
    (finding,) = check_against_facts(small(**{"due: {fact: oldest_open_case_on,": "due: {fact: oldest_case,"}), FACTS)
    assert "oldest_open_case_on" in finding.remedy


def test_a_rule_whose_fact_comes_later_is_known_to_wait() -> None:
    profile = small(**{"older_than: {years: 1}}]": "older_than: {years: 1}}, {fact: plan_ready, is: false}]"})
    assert check_against_facts(profile, FACTS) == []
    assert waiting_facts(profile, FACTS, dt.date(2026, 1, 1)) == {"old_case": frozenset({"plan_ready"})}
    assert waiting_facts(small(), FACTS, dt.date(2026, 1, 1)) == {}


def test_a_difference_names_what_changed_and_not_where_it_stands() -> None:
    before = small()
    after = small(
        **{
            "{every: 14, unit: day}": "{every: 1, unit: week}",
            "older_than: {years: 1}": "older_than: {months: 6}",
            '  - {code: back, department: youth, name: {da: "Bag", en: "Back"}, valid_from: 2020-01-01}\n': "",
            "{unit: back}, ": "",
        }
    )
    assert {(d.section, d.path, d.kind, d.before, d.after) for d in diff(before, after)} == {
        (
            "units",
            "units.back",
            "removed",
            "{code: back, department: youth, name: {da: Bag, en: Back}, valid_from: 2020-01-01}",
            None,
        ),
        ("forums", "forums.conference.cadence.every", "changed", "14", "1"),
        ("forums", "forums.conference.cadence.unit", "changed", "day", "week"),
        (
            "forums",
            "forums.conference.fixed_members",
            "changed",
            "[{discipline: social}, {unit: back}, {role: contact_person}]",
            "[{discipline: social}, {role: contact_person}]",
        ),
        (
            "rules",
            "rules.old_case.when.all",
            "changed",
            "[{fact: oldest_open_case_on, of: {discipline: social}, older_than: {years: 1}}]",
            "[{fact: oldest_open_case_on, of: {discipline: social}, older_than: {months: 6}}]",
        ),
    }
    assert {d.kind for d in diff(after, before)} == {"added", "changed"}


def test_two_municipalities_can_be_compared_both_ways() -> None:
    one, other = (parse_profile(shipped_profile_text(name), name) for name in ("kerteminde", "toender"))
    there, back = diff(one, other), diff(other, one)
    assert {d.path for d in there if d.kind == "added"} == {d.path for d in back if d.kind == "removed"}
    assert len({d.path for d in there}) == len(there)


codes = st.from_regex(r"[a-z][a-z_]{0,12}", fullmatch=True)
durations = st.builds(Duration, st.integers(0, 10_000), st.sampled_from(DURATION_UNITS))
tests = st.one_of(
    st.builds(Test, st.sampled_from(("from", "below")), st.integers(-1000, 1000)),
    st.builds(Test, st.just("is"), st.one_of(st.booleans(), codes)),
    st.builds(Test, st.just("missing"), st.booleans()),
    st.builds(Test, st.sampled_from(("includes", "excludes")), codes),
    st.builds(Test, st.sampled_from(("in", "includes_any")), st.lists(codes, min_size=1, max_size=3).map(tuple)),
    st.builds(Test, st.sampled_from(("older_than", "newer_than", "within_next")), durations),
)
arguments = st.dictionaries(codes, codes, max_size=2).map(lambda pairs: tuple(sorted(pairs.items())))
facts = st.one_of(st.sampled_from(sorted(FACT_WORDS)), codes)
single_leaves = st.builds(Leaf, facts, st.tuples(tests), arguments)
conditions: st.SearchStrategy[Condition] = st.recursive(
    single_leaves,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)


def depth(condition: Condition) -> int:
    match condition:
        case All(parts) | Any(parts):
            return 1 + max(depth(part) for part in parts)
        case Not(part):
            return 1 + depth(part)
        case _:
            return 1


@given(conditions.filter(lambda condition: depth(condition) <= 6))
def test_a_condition_written_and_read_is_the_same_condition(condition: Condition) -> None:
    assert parse_condition(condition_document(condition)) == condition


@given(conditions)
def test_every_condition_can_be_said_in_both_languages(condition: Condition) -> None:
    danish, english = describe(condition, "da"), describe(condition, "en")
    assert danish.startswith("Når ")
    assert english.startswith("When ")
    for text in (danish, english):
        assert "{" not in text
        assert text.count("(") == text.count(")")
    assert len(list(leaves(condition))) >= 1


def test_a_rule_reads_as_a_person_would_say_it() -> None:
    raw = {
        "all": [{"fact": "age_months", "from": 210, "below": 216}, {"fact": "open_disciplines", "includes": "social"}]
    }
    condition = parse_condition(raw)
    assert (
        describe(condition, "da")
        == "Når alderen er mellem 17 år 6 mdr. og 18 år, og der er en åben sag på socialområdet"
    )
    assert describe(condition, "en-gb") == (
        "When the age is between 17 years 6 months and 18 years, and there is an open case in social services"
    )
    assert describe(condition, "en", {"age_months": "age", "open_disciplines": "disciplines"}) == (
        "When age is between 210 and 216, and disciplines includes social services"
    )


def test_a_due_day_and_a_duration_read_as_a_person_would_say_them() -> None:
    profile = parse_profile(shipped_profile_text("broenderslev"), "broenderslev")
    today = dt.date(2026, 11, 21)
    due = {rule.id: rule.due for rule in profile.active_rules(today)}
    assert describe_due(due["social_case_turning_17_half"], "da") == "Når den unge fylder 17 år 6 mdr."
    assert (
        describe_due(due["employment_case_anniversary"], "da")
        == "1 år efter at den ældste åbne sag på beskæftigelse begyndte"
    )
    assert describe_due(due["status_unknown"], "en") == "The day it is first seen"
    assert describe_duration(Duration(1, "working_days"), "da") == "1 arbejdsdag"
    assert describe_duration(Duration(5, "working_days"), "en") == "5 working days"


def test_the_example_in_the_documentation_is_a_profile() -> None:
    page = (Path(__file__).parents[4] / "docs" / "profile-format.md").read_text(encoding="utf-8")
    examples = [block.split("```")[0] for block in page.split("```yaml\n")[1:]]
    (whole,) = [example for example in examples if example.startswith("format:")]
    assert parse_profile(whole, "profile-format.md").id == "smallby"
