# SPDX-License-Identifier: EUPL-1.2
"""A copy of one's own data holds everything that is kept about the person, and nothing of anybody else (SECURITY H2)."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import models
from django.test import Client
from django.urls import reverse

from roedtraad.audit.looks import Look, log_look
from roedtraad.audit.models import LogEntry
from roedtraad.consent.models import PassedOn, Sharing
from roedtraad.consent.tests.making import notify, say_yes
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.checks import rule_of
from roedtraad.kernel.classification import CASE, TECHNICAL, Export, every
from roedtraad.kernel.contributions import PersonFile, PersonFiles, desk_boxes, person_files
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.people.cpr import formatted
from roedtraad.protection import checks, ways
from roedtraad.protection.copy_actions import ask_for_copy, copies, hand_out_copy, own_copies
from roedtraad.protection.copying import copy_of, has_own_title, told_fields
from roedtraad.protection.models import AccessCopy
from roedtraad.protection.words import FIELDS, TITLES
from tests.cast import Cast, make_contact
from tests.world import NUMBER, World, make_world


@pytest.fixture
def world(cast: Cast) -> World:
    """Every column has its word; nothing of it has been withheld from the young person."""
    made = make_world()
    Sharing.objects.update(withheld_because="")
    PassedOn.objects.update(is_withheld=False)
    return made


def handed_out(cast: Cast, person_id: int) -> zipfile.ZipFile:
    made = hand_out_copy(cast.actor("data_protection_officer"), person_id=person_id)
    with made.content:
        return zipfile.ZipFile(io.BytesIO(made.content.read()))


def read(box: zipfile.ZipFile, name: str) -> str:
    return box.read(name).decode()


def planted(world: World, export: Export) -> set[str]:
    """The planted words of columns with this rule, of tables that lead to the person."""
    found = set()
    for column, word in world.words.items():
        label, name = column.rsplit(".", 1)
        model = apps.get_model(label)
        rule = rule_of(model, name)
        if ways.way_of(model) and rule and rule.export == export:
            found.add(word)
    return found


def test_every_word_that_is_hers_is_in_the_copy_and_in_both_forms(cast: Cast, world: World) -> None:
    hers = planted(world, Export.PERSON)
    box = handed_out(cast, world.row("people.YoungPerson").pk)
    assert len(hers) > 40
    for name in ("copy.html", "copy.json"):
        text = read(box, name)
        assert sorted(word for word in hers if word not in text) == []
        assert formatted(NUMBER) in text


def test_nothing_that_is_for_staff_or_nobody_is_in_it(cast: Cast, world: World) -> None:
    """Colleagues are told by role and department; only the contact person by name."""
    box = handed_out(cast, world.row("people.YoungPerson").pk)
    text = read(box, "copy.html") + read(box, "copy.json")
    hers = planted(world, Export.PERSON)
    named = {world.words["organisation.Account.name"], world.words["people.School.name"]}
    places = {
        world.words[f"organisation.{model}.name_{language}"]
        for model in ("Unit", "Department")
        for language in ("en", "da")
    }
    others = set(world.words.values()) - hers - named - places
    assert sorted(word for word in others if word in text) == []
    assert sum(text.count(word) for word in [world.words["organisation.Account.name"]]) == 2


def test_what_the_person_must_not_read_of_is_in_the_archives_package_and_not_in_the_copy(cast: Cast) -> None:
    """Neither the sharing nor its lines; a consent and a sharing that is told stay."""
    say_yes(cast, purpose="At finde en mentor")
    notify(cast, purpose="Frit fortalt")
    Sharing.objects.filter(pk=notify(cast, purpose="Holdt tilbage").pk).update(withheld_because="Fare for Alma")
    whole, told = copy_of(cast.young_person.pk, for_person=False), copy_of(cast.young_person.pk)
    for words, is_told in (("At finde en mentor", True), ("Frit fortalt", True), ("Holdt tilbage", False)):
        assert words in str(whole.kinds)
        assert (words in str(told.kinds)) == is_told
    rows = [sum(len(kind.rows) for kind in one.kinds if kind.label == "consent.SharedLine") for one in (whole, told)]
    assert rows == [3, 2]


def test_nothing_of_another_person_is_in_it(cast: Cast, world: World) -> None:
    """The stranger's copy holds no planted word, and hers nothing of the cast's other young people."""
    strangers = read(handed_out(cast, cast.stranger.pk), "copy.html")
    assert not any(word in strangers for word in world.words.values())
    text = read(handed_out(cast, cast.young_person.pk), "copy.html")
    assert "Alma Æblegren" in text
    for other in (cast.stranger, cast.protected_person):
        assert not any(word in text for word in (other.family_name, other.reference, other.street or "none at all"))


def test_control_without_a_way_words_are_missing(cast: Cast, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hers = planted(world, Export.PERSON)
    shorter = tuple(way for way in ways.ways() if way.label != "people.LifeSituation")
    monkeypatch.setattr("roedtraad.protection.copying.ways", lambda: shorter)
    text = read(handed_out(cast, world.row("people.YoungPerson").pk), "copy.html")
    assert [word for word in hers if word not in text] == [world.words["people.LifeSituation.place"]] or len(
        [word for word in hers if word not in text]
    ) > 1


def test_every_table_with_something_of_a_person_leads_to_the_person() -> None:
    assert ways.lost_models() == []
    assert [one for one in run_checks(tags=["roedtraad"]) if one.id == "roedtraad.E003"] == []


def test_control_a_table_without_a_way_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost(models.Model):
        words = models.TextField()
        data_rules = {"id": TECHNICAL, **every(CASE, "words")}

        class Meta:
            app_label = "protection"
            managed = False

    try:
        monkeypatch.setattr(ways, "own_models", lambda: iter([Lost]))
        errors = checks.check_every_table_leads_to_its_person()
        assert [error.id for error in errors] == ["roedtraad.E003"]
    finally:
        del apps.all_models["protection"]["lost"]
        apps.clear_cache()


def test_every_table_in_a_copy_has_a_title_in_words() -> None:
    told = {way.label for way in ways.ways() if ways.copied_fields(way.model)}
    assert sorted(told - set(TITLES)) == []


def test_every_column_in_a_copy_has_a_title_in_words() -> None:
    """Else the copy would call it by its English name in the tables: name it in the model, or in `words.FIELDS`."""
    nameless = {
        f"{way.label}.{field.name}"
        for way in ways.ways()
        for field in told_fields(way)
        if not has_own_title(field) and field.name not in FIELDS and field.name != "id"
    }
    assert sorted(nameless) == []


def test_looks_are_in_it_without_names(cast: Cast) -> None:
    log_look(cast.actor("caseworker"), Look("person_seen", [cast.young_person.pk]))
    kept = json.loads(read(handed_out(cast, cast.young_person.pk), "copy.json"))
    assert "casework" in {look["purpose"] for look in kept["who_looked"]}
    assert "Sara Sagsbehandler" not in str(kept)


def test_files_are_in_it_by_their_names(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a1").write_text("what she wrote")
    of_alma = {
        cast.young_person.pk: [PersonFile("../letter.txt", tmp_path / "a1"), PersonFile("gone.txt", tmp_path / "b2")]
    }
    monkeypatch.setitem(person_files._items, "test", PersonFiles("test", lambda person: of_alma.get(person, [])))
    box = handed_out(cast, cast.young_person.pk)
    assert [name for name in box.namelist() if name.startswith("files/")] == ["files/001 letter.txt"]
    assert box.read("files/001 letter.txt") == b"what she wrote"
    assert [name for name in handed_out(cast, cast.stranger.pk).namelist() if name.startswith("files/")] == []


def young(person_id: int) -> Actor:
    return Actor(0, "den unge", (Grant(Role.YOUNG_PERSON, person_id=person_id),), on=clock.today())


def test_the_young_person_asks_and_the_officer_hands_it_out_within_the_month(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "roedtraad.people.policies.require", lambda *_: None
    )  # the portal's own relation is tested there
    alma, officer = cast.young_person.pk, cast.actor("data_protection_officer")
    asked = ask_for_copy(young(alma), person_id=alma)
    assert asked.by_young_person
    assert ask_for_copy(young(alma), person_id=alma) == asked
    assert desk_boxes["copies"].items(officer, 3)[1] == 1
    hand_out_copy(officer, person_id=alma).content.close()
    asked.refresh_from_db()
    assert asked.handed_out_by_id == officer.account_id
    assert asked.rows
    assert desk_boxes["copies"].items(officer, 3) == ([], 0)
    assert list(own_copies(young(alma), alma)) == [asked]
    assert [row.rows for row in copies(officer).rows] == [asked.rows]
    assert LogEntry.objects.filter(act="copy_handed_out").count() == 1
    assert LogEntry.objects.filter(act="copy_made").count() == 1


@pytest.mark.parametrize("key", ["caseworker", "leader", "contact_person", "administrator", "operator"])
def test_nobody_else_makes_copies(cast: Cast, key: str) -> None:
    with pytest.raises(NotAllowed):
        hand_out_copy(cast.actor(key), person_id=cast.young_person.pk)
    with pytest.raises(NotAllowed):
        ask_for_copy(cast.actor(key), person_id=cast.young_person.pk)
    with pytest.raises(NotVisible):
        own_copies(cast.actor(key), cast.young_person.pk)
    assert not AccessCopy.objects.exists()


def test_the_officer_finds_her_by_the_whole_number_and_takes_the_copy(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("data_protection_officer")
    assert client.post(reverse("protection:find"), {"q": "Alma"}).status_code == 422
    found = client.post(reverse("protection:find"), {"q": formatted(cast.cpr_number)})
    page = client.get(found["Location"])
    assert cast.young_person.reference in page.content.decode()
    assert cast.young_person.family_name not in page.content.decode()
    answer = client.post(reverse("protection:copy-hand-out", args=[cast.young_person.pk]))
    assert answer["Cache-Control"] == "no-store"
    box = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert set(box.namelist()) == {"copy.html", "copy.css", "copy.json"}


@pytest.mark.slow
def test_two_thousand_rows_are_ready_within_five_seconds(cast: Cast) -> None:
    for _ in range(2_000):
        make_contact(cast.young_person, cast.account("contact_person"))
    begun = clock.now()
    made = hand_out_copy(cast.actor("data_protection_officer"), person_id=cast.young_person.pk)
    assert (clock.now() - begun).total_seconds() < 5
    made.content.close()
    assert (made.request.rows or 0) > 2_000
