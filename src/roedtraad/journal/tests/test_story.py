# SPDX-License-Identifier: EUPL-1.2
"""The story that is told once: the young person decides what stands, sees who has read it, and can take a part back."""

import datetime as dt
from typing import Any

import pytest

from roedtraad.audit.looks import Look, log_look
from roedtraad.journal import drafts
from roedtraad.journal.models import StoryVersion
from roedtraad.journal.rules import SECTIONS
from roedtraad.journal.story import (
    READ,
    StoryPage,
    choices,
    compare_versions,
    story_for_portal,
    story_page,
    unread_since,
)  # fmt: skip
from roedtraad.journal.story_actions import Approval, approve_story, decline_story, remove_section, write_story
from roedtraad.journal.tests.making import citizens, young  # noqa: F401  (the fixture)
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from tests.cast import Cast, days_ago

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("citizens")]


def write(cast: Cast, who: str, seen: int = 0, **sections: str) -> StoryVersion:
    actor = young(cast.young_person) if who == "alma" else cast.actor(who)
    return write_story(
        actor, person_id=cast.young_person.pk, sections=sections or {"proud": "Svømning"}, seen_version=seen
    )


def page(cast: Cast) -> StoryPage:
    return story_page(cast.actor("contact_person"), cast.young_person.pk)


def texts(shown: Any) -> dict[str, str]:
    return {one.name: one.text for one in shown.filled}


def read(cast: Cast, key: str) -> None:
    log_look(cast.actor(key), Look(READ, [cast.young_person.pk]))


def test_what_the_young_person_writes_stands_at_once(cast: Cast) -> None:
    write(cast, "alma", proud="Jeg kan svømme", helps="Ring, skriv ikke")
    shown = page(cast)
    assert shown.standing is not None
    assert texts(shown.standing) == {"proud": "Jeg kan svømme", "helps": "Ring, skriv ikke"}
    assert (shown.proposed, shown.standing.by) == (None, "")


def test_what_staff_write_waits_for_the_young_person(cast: Cast) -> None:
    write(cast, "alma")
    write(cast, "contact_person", seen=1, proud="Svømning og musik")
    shown = page(cast)
    assert (shown.standing.number, shown.proposed.number) == (1, 2)  # type: ignore[union-attr]
    approve_story(young(cast.young_person), person_id=cast.young_person.pk, number=2)
    shown = page(cast)
    assert (shown.standing.number, shown.proposed) == (2, None)  # type: ignore[union-attr]


def test_staff_record_a_yes_that_was_given_together(cast: Cast) -> None:
    write(cast, "contact_person")
    approval = Approval(clock.today(), "Læst højt på mødet")
    approve_story(cast.actor("colleague"), person_id=cast.young_person.pk, number=1, approval=approval)
    standing = page(cast).standing
    assert standing is not None
    assert (standing.approval_note, standing.approved_how) == (
        "Læst højt på mødet",
        "read through and approved together",
    )


@pytest.mark.parametrize(
    ("approval", "code"),
    [
        (None, "story_approval_how"),
        (Approval(clock.today(), " "), "story_approval_how"),
        (Approval(days_ago(-1), "x"), "story_approval_in_future"),
        (Approval(days_ago(1), "x"), "story_approval_before"),
    ],
)
def test_a_yes_without_how_or_on_a_wrong_day_is_refused(cast: Cast, approval: Approval | None, code: str) -> None:
    write(cast, "contact_person")
    with pytest.raises(DomainError) as refusal:
        approve_story(cast.actor("contact_person"), person_id=cast.young_person.pk, number=1, approval=approval)
    assert refusal.value.code == code


def test_a_no_leaves_what_stood(cast: Cast) -> None:
    write(cast, "alma")
    write(cast, "contact_person", seen=1, proud="Noget andet")
    decline_story(young(cast.young_person), person_id=cast.young_person.pk, number=2)
    shown = page(cast)
    assert (shown.standing.number, shown.proposed) == (1, None)  # type: ignore[union-attr]
    with pytest.raises(DomainError):
        approve_story(young(cast.young_person), person_id=cast.young_person.pk, number=2)


def test_only_the_newest_can_be_approved(cast: Cast) -> None:
    write(cast, "contact_person")
    write(cast, "colleague", seen=1, proud="Nyere")
    with pytest.raises(DomainError) as refusal:
        approve_story(young(cast.young_person), person_id=cast.young_person.pk, number=1)
    assert refusal.value.code == "story_answered"


@pytest.mark.parametrize("number", [0, 7])
def test_a_version_that_is_not_there_is_not_approved(cast: Cast, number: int) -> None:
    write(cast, "contact_person")
    with pytest.raises(NotVisible):
        approve_story(young(cast.young_person), person_id=cast.young_person.pk, number=number)


def test_staff_neither_decline_nor_take_back(cast: Cast) -> None:
    write(cast, "contact_person")
    for act in (
        lambda: decline_story(cast.actor("contact_person"), person_id=cast.young_person.pk, number=1),
        lambda: remove_section(cast.actor("contact_person"), person_id=cast.young_person.pk, section="proud"),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.REPRESENTATIVE])
def test_nobody_else_writes_or_reads_it_for_the_young_person(cast: Cast, role: Role) -> None:
    write(cast, "alma")
    parent = young(cast.young_person, role)
    with pytest.raises(NotAllowed):
        write_story(parent, person_id=cast.young_person.pk, sections={"proud": "Bedre karakterer"}, seen_version=1)
    with pytest.raises(NotVisible):
        story_for_portal(parent, cast.young_person.pk)


def test_another_young_person_has_no_part_in_it(cast: Cast) -> None:
    write(cast, "alma")
    viggo = young(cast.stranger)
    for act in (
        lambda: story_for_portal(viggo, cast.young_person.pk),
        lambda: write_story(viggo, person_id=cast.young_person.pk, sections={"proud": "x"}, seen_version=1),
        lambda: remove_section(viggo, person_id=cast.young_person.pk, section="proud"),
    ):
        with pytest.raises(NotVisible):
            act()


def test_a_part_that_is_taken_back_is_gone_for_staff_and_not_for_the_young_person(cast: Cast) -> None:
    write(cast, "alma", proud="Svømning", hard="Far drikker")
    write(cast, "contact_person", seen=1, proud="Svømning", hard="Far drikker stadig")
    remove_section(young(cast.young_person), person_id=cast.young_person.pk, section="hard")
    shown = page(cast)
    assert shown.standing is not None
    assert texts(shown.standing) == {"proud": "Svømning"}
    assert "drikker" not in str(shown)
    assert [one.is_withheld for one in shown.earlier[0].sections if one.name == "hard"] == [True]
    compared = compare_versions(cast.actor("leader"), cast.young_person.pk, 1, 3)
    assert "drikker" not in str(compared)
    own = story_for_portal(young(cast.young_person), cast.young_person.pk)
    assert "Far drikker" in str(own.earlier)


def test_what_is_written_anew_after_a_part_was_taken_back_is_seen(cast: Cast) -> None:
    write(cast, "alma", hard="Far drikker")
    remove_section(young(cast.young_person), person_id=cast.young_person.pk, section="hard")
    write(cast, "alma", seen=2, hard="Skolen")
    assert page(cast).standing.filled[0].text == "Skolen"  # type: ignore[union-attr]


@pytest.mark.parametrize("section", ["matters", "no_such_part"])
def test_what_was_never_there_cannot_be_taken_back(cast: Cast, section: str) -> None:
    write(cast, "alma")
    with pytest.raises(NotVisible):
        remove_section(young(cast.young_person), person_id=cast.young_person.pk, section=section)


@pytest.mark.parametrize(
    ("sections", "code"),
    [
        ({"proud": "  "}, "story_empty"),
        ({"proud": "x" * 6001}, "story_too_long"),
        ({"proud": "Svømning"}, "story_unchanged"),
    ],
)
def test_what_is_refused(cast: Cast, sections: dict[str, str], code: str) -> None:
    write(cast, "contact_person")
    with pytest.raises(DomainError) as refusal:
        write(cast, "contact_person", seen=1, **sections)
    assert refusal.value.code == code


def test_the_second_of_two_who_write_is_told_what_the_first_wrote(cast: Cast) -> None:
    write(cast, "alma")
    with pytest.raises(DomainError) as refusal:
        write(cast, "contact_person", seen=0, proud="Løb")
    assert refusal.value.code == "story_changed"
    assert (refusal.value.data["version"], refusal.value.data["sections"]["proud"]) == (1, "Svømning")


def test_the_young_person_sees_who_has_read_it(cast: Cast) -> None:
    read(cast, "leader")
    write(cast, "alma")
    for key in ("contact_person", "caseworker", "caseworker", "counsellor"):
        read(cast, key)
    told = story_for_portal(young(cast.young_person), cast.young_person.pk)
    shown = told.readings
    assert [one.name for one in reversed(shown)] == ["Kirsten Kontakt", "", ""]
    assert "Sara" not in str(shown), "whoever is no contact person stands there by department"
    assert all(one.department for one in shown)


def test_a_new_worker_is_asked_to_read_it_until_it_is_read(cast: Cast) -> None:
    person = cast.young_person.pk
    assert unread_since(cast.actor("caseworker"), person) is None, "there is nothing to read"
    write(cast, "contact_person")
    assert unread_since(cast.actor("caseworker"), person) is None, "a proposal is not to be read first"
    approve_story(young(cast.young_person), person_id=person, number=1)
    assert unread_since(cast.actor("caseworker"), person) is not None
    assert unread_since(cast.actor("contact_person"), person) is None, "who wrote it knows it"
    read(cast, "caseworker")
    assert unread_since(cast.actor("caseworker"), person) is None
    write(cast, "alma", seen=1, proud="Noget nyt")
    assert unread_since(cast.actor("caseworker"), person) is not None, "it has changed"


def test_versions_are_compared_word_for_word(cast: Cast) -> None:
    write(cast, "alma", proud="Jeg kan svømme")
    write(cast, "alma", seen=1, proud="Jeg kan løbe")
    compared = compare_versions(cast.actor("leader"), cast.young_person.pk, 2, 1)
    changes = {one.title: [(piece.text, piece.change) for piece in one.pieces] for one in compared.sections}
    assert changes["What I am proud of"] == [("Jeg kan ", "same"), ("svømme", "removed"), ("løbe", "added")]
    with pytest.raises(NotVisible):
        compare_versions(cast.actor("leader"), cast.young_person.pk, 1, 9)


def test_the_versions_to_choose_from_name_their_author(cast: Cast) -> None:
    write(cast, "alma")
    write(cast, "contact_person", seen=1, proud="Andet")
    assert [title for _number, title in choices(page(cast))] == [
        "Version 2, by Kirsten Kontakt",
        "Version 1, by the young person",
    ]


def test_the_draft_of_the_story_goes_when_it_is_handed_in(cast: Cast) -> None:
    actor: Actor = cast.actor("contact_person")
    drafts.save_draft(actor, person_id=cast.young_person.pk, key=drafts.STORY, values=dict.fromkeys(SECTIONS, "x"))
    write(cast, "contact_person")
    assert drafts.draft_of(actor, cast.young_person.pk, drafts.STORY) is None


def test_an_approval_of_yesterday_is_dated_yesterday(cast: Cast) -> None:
    write(cast, "contact_person")
    StoryVersion.objects.update(written_at=clock.now() - dt.timedelta(days=3))
    approve_story(
        cast.actor("contact_person"), person_id=cast.young_person.pk, number=1, approval=Approval(days_ago(1), "Hjemme")
    )
    assert StoryVersion.objects.get().approved_at.date() == days_ago(1)  # type: ignore[union-attr]
