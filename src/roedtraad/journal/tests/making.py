# SPDX-License-Identifier: EUPL-1.2
"""What the tests of this room make: notes, stories, and the young person who signs in."""

from typing import Any

import pytest
from django.db.models import F

from roedtraad.journal.actions import NewNote, write_note
from roedtraad.journal.models import Note, NoteVersion, Story, StoryVersion
from roedtraad.journal.queries import find_note
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.contributions import PersonRelation, person_relations
from roedtraad.kernel.rights import Scope
from roedtraad.people.models import YoungPerson
from tests.cast import Cast, days_ago


def note_by(cast: Cast, key: str, **values: Any) -> Note:
    """A note on Alma's case in the authority unit, written by the act."""
    given = {"place": f"case-{cast.case.pk}", "written_on": days_ago(2), "text": "Alma kom til tiden.", **values}
    made = write_note(cast.actor(key), person_id=cast.young_person.pk, new=NewNote(**given))
    return find_note(made.pk)


def make_note(person: YoungPerson, author: Any, text: str = "En note", **values: Any) -> Note:
    """A note without asking anybody."""
    note = Note.objects.create(young_person=person, author=author, **{"written_on": days_ago(3), **values})
    NoteVersion.objects.create(note=note, number=1, text=text, account=author, recorded_at=clock.now())
    return note


def make_story(person: YoungPerson, *, approved: bool = True, account: Any = None, **sections: str) -> StoryVersion:
    """A new version of the story without asking anybody."""
    story, _made = Story.objects.get_or_create(young_person=person)
    story.version += 1
    story.save()
    yes = {"approved_at": clock.now(), "approved_how": "own"} if approved else {}
    return StoryVersion.objects.create(
        story=story,
        number=story.version,
        account=account,
        written_at=clock.now(),
        **{"proud": "Jeg kan svømme", **sections},
        **yes,
    )


def young(person: YoungPerson, role: Role = Role.YOUNG_PERSON) -> Actor:
    """The young person (or who comes for them), as the portal builds the actor."""
    return Actor(account_id=0, name="Den unge", grants=(Grant(role, person_id=person.pk),), on=clock.today())


@pytest.fixture
def citizens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal's own relation, when the portal has not registered one."""
    if any(one.scope == Scope.CITIZEN for one in person_relations):
        return

    def own(_actor: Actor, grants: Any) -> Any:
        ids = [grant.person_id for grant in grants if grant.person_id]
        return YoungPerson.objects.filter(pk__in=ids).values(young_person_id=F("pk"))

    monkeypatch.setitem(person_relations._items, "test_citizen", PersonRelation("test_citizen", Scope.CITIZEN, own))
