# SPDX-License-Identifier: EUPL-1.2
"""`roedtraad profile` says what is wrong and where, and its exit status can be trusted."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from roedtraad.kernel import clock
from roedtraad.kernel.facts import Fact, facts
from roedtraad.organisation.models import ProfileVersion, Unit
from roedtraad.organisation.profile import parse_profile, shipped_profile_ids, shipped_profile_text
from roedtraad.organisation.queries import profile_on

pytestmark = pytest.mark.django_db


class Said:
    """What a command wrote, and its exit status."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        self.status = 0
        try:
            call_command("profile", *words)
        except SystemExit as end:
            self.status = int(str(end.code))
        self.out, self.err = capsys.readouterr()

    @property
    def json(self) -> object:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """Fjordby with a rule that asks for a fact that nobody knows."""
    file = tmp_path / "broken.yaml"
    file.write_text(
        shipped_profile_text("fjordby").replace("fact: open_discipline_count", "fact: open_disciplin_count"), "utf-8"
    )
    return str(file)


def test_it_lists_what_is_shipped_and_what_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    before = Said(capsys, "list")
    assert all(name in before.out for name in shipped_profile_ids())
    Said(capsys, "load", "fjordby", "--note", "first")
    after = Said(capsys, "list", "--format", "json")
    assert isinstance(after.json, dict)
    assert [version["note"] for version in after.json["versions"]] == ["first"]
    assert after.json["versions"][0]["current"] is True
    assert "first" in Said(capsys, "list").out


@pytest.mark.parametrize("name", shipped_profile_ids())
def test_every_shipped_profile_passes_its_check(capsys: pytest.CaptureFixture[str], name: str) -> None:
    said = Said(capsys, "check", name)
    assert (said.status, said.err) == (0, "")


def test_a_check_says_which_rules_wait(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    known = facts["has_realistic_plan"]
    untold = Fact(known.name, known.kind, known.label, waits_for="the plan")
    monkeypatch.setattr(facts, "_items", {**facts._items, known.name: untold})
    said = Said(capsys, "check", "fjordby", "--format", "json")
    assert isinstance(said.json, dict)
    assert said.json["waiting"]["no_realistic_plan_at_16"] == ["has_realistic_plan"]
    assert "no_realistic_plan_at_16" in Said(capsys, "check", "fjordby").out


def test_a_mistake_is_told_with_file_line_path_and_remedy(capsys: pytest.CaptureFixture[str], broken: str) -> None:
    said = Said(capsys, "check", broken)
    line = 1 + next(
        n for n, text in enumerate(Path(broken).read_text("utf-8").splitlines()) if "open_disciplin_count" in text
    )
    assert said.status == 1
    assert said.err.startswith(f"{broken}:{line}: rules[1].when")
    assert "open_discipline_count" in said.err
    problems = Said(capsys, "check", broken, "--format", "json").json
    assert isinstance(problems, dict)
    assert problems["problems"][0]["line"] == line


def test_a_file_that_is_not_there_is_another_status(capsys: pytest.CaptureFixture[str]) -> None:
    for act in ("check", "load", "show"):
        assert Said(capsys, act, "nowhere.yaml").status == 2
    assert Said(capsys, "show", "99").status == 2


def test_a_file_that_is_not_text_is_said_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "picture.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    assert Said(capsys, "check", str(file)).status == 2


def test_loading_makes_the_organisation(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "load", "kerteminde", "--from", "2020-01-01", "--note", "tryout")
    assert said.status == 0
    version = ProfileVersion.objects.get()
    assert (version.note, version.valid_from.isoformat(), version.made_by_name) == (
        "tryout",
        "2020-01-01",
        "command line",
    )
    assert Unit.objects.filter(is_active=True).count() == len(profile_on(clock.today()).at(clock.today()).units)
    Said(capsys, "load", "kerteminde")
    assert ProfileVersion.objects.count() == 1


def test_a_broken_profile_is_not_loaded(capsys: pytest.CaptureFixture[str], broken: str) -> None:
    assert Said(capsys, "load", broken).status == 1
    assert not ProfileVersion.objects.exists()


def test_it_shows_a_profile_as_text_and_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    Said(capsys, "load", "fjordby")
    assert "The youth entrance" in Said(capsys, "show", "current").out
    shown = Said(capsys, "show", "broenderslev", "--format", "json", "--on", "2015-06-01").json
    assert isinstance(shown, dict)
    assert "barnets_lov" not in [law["code"] for law in shown["laws"]]


def test_nothing_can_be_shown_before_the_first_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    said = Said(capsys, "show", "current")
    assert said.status == 1
    assert "roedtraad profile load" in said.err


def test_two_profiles_that_differ_give_status_one(capsys: pytest.CaptureFixture[str]) -> None:
    same = Said(capsys, "diff", "fjordby", "fjordby")
    assert (same.status, len(same.out.splitlines())) == (0, 1)
    different = Said(capsys, "diff", "fjordby", "broenderslev")
    assert different.status == 1
    assert "UngeCenter" in different.out
    listed = Said(capsys, "diff", "fjordby", "broenderslev", "--format", "json")
    assert isinstance(listed.json, dict)
    assert {"section", "path", "kind", "before", "after"} == set(listed.json["differences"][0])


def test_a_version_can_be_compared_with_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Said(capsys, "load", "fjordby")
    file = tmp_path / "own.yaml"
    file.write_text(shipped_profile_text("fjordby").replace("every: 14, unit: day", "every: 3, unit: week"), "utf-8")
    assert parse_profile(file.read_text("utf-8"), "own.yaml").id == "fjordby"
    said = Said(capsys, "diff", str(ProfileVersion.objects.get().pk), str(file))
    assert said.status == 1
    assert said.out.count("~") == 1


def test_a_wrong_date_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="2026-12-24"):
        call_command("profile", "load", "fjordby", "--from", "24.12.2026")
