# SPDX-License-Identifier: EUPL-1.2
"""Many who type at the same moment: fifty in fifty meetings, and two in one line. Nothing that somebody wrote is lost unseen."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from roedtraad.audit.queries import verify_chain
from roedtraad.audit.tests.test_concurrency import _guard_afterwards, committed_log  # noqa: F401  (fixtures)
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import DomainError
from roedtraad.meetings.actions import sitting, sitting_held
from roedtraad.meetings.actions.sitting import LineChanged
from roedtraad.meetings.models import AgendaItem, AgreementLine
from roedtraad.meetings.rules import sitting as rules
from roedtraad.meetings.tests.making_sitting import draft, make_held, make_part, make_under_way
from roedtraad.organisation.queries import actor_for
from tests.cast import Cast, make_cast, make_colleague, make_person
from tests.racing import do_not_lock, on_postgresql, overlapping

PEOPLE, LINES = 50, 1
AT_ONCE = 10
"""So many connections the small server of the tests has to spare; the others wait their turn."""


@pytest.fixture
def cast(committed_log: None) -> Cast:  # noqa: F811
    return make_cast()


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    found = make_under_way(make_held(cast.account("caseworker")), cast.young_person)
    make_part(found, cast.account("colleague"))
    return found


def held_meetings(cast: Cast) -> list[tuple[Actor, AgendaItem]]:
    """Fifty meetings, each with a chair of its own and somebody who is being talked about."""
    made = []
    for number in range(PEOPLE):
        chair = make_colleague(f"chair{number}", f"Leder {number}", Role.AUTHORITY_CASEWORKER, "authority")
        item = make_under_way(make_held(chair), make_person())
        made.append((actor_for(chair, cast.actor("caseworker").on), item))
    return made


def all_at_once(works: list[Callable[[], object]]) -> list[BaseException]:
    """Let everybody act; what any of them stumbled over."""
    problems: list[BaseException] = []
    turn = threading.Semaphore(AT_ONCE)

    def one(work: Callable[[], object]) -> None:
        with turn:
            try:
                work()
            except BaseException as problem:  # noqa: BLE001  (told in the test's own thread)
                problems.append(problem)
            finally:
                connection.close()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def typing(actor: Actor, item: AgendaItem) -> Callable[[], None]:
    """Somebody who types an agreement, changes it, and sends the change twice, as after a lost connection."""

    def work() -> None:
        for number in range(LINES):
            words = draft(f"{actor.name}: {number}")
            sitting.write_line(actor, item_id=item.pk, line=words, seen=None)
            for _twice in range(2):
                sitting.write_line(actor, item_id=item.pk, line=replace(words, what=f"{words.what} igen"), seen=1)

    return work


@on_postgresql
def test_fifty_people_in_fifty_meetings_lose_nothing(cast: Cast) -> None:
    made = held_meetings(cast)
    assert all_at_once([typing(actor, item) for actor, item in made]) == []
    for actor, item in made:
        lines = item.lines.order_by("pk").values_list("what", "version")
        assert list(lines) == [(f"{actor.name}: {number} igen", 2) for number in range(LINES)]
        item.refresh_from_db()
        assert item.version == 1 + 2 * LINES
    assert verify_chain().broken_at is None


def write(actor: Actor, item: AgendaItem, key: UUID, what: str) -> Any:
    return sitting.write_line(actor, item_id=item.pk, line=draft(what, key), seen=1)


def write_one_line_at_once(cast: Cast, item: AgendaItem) -> tuple[Any, Any]:
    """Both have the same line before them and change it at the same moment."""
    key = uuid4()
    sitting.write_line(cast.actor("caseworker"), item_id=item.pk, line=draft("Ringe", key), seen=None)
    return overlapping(
        lambda: write(cast.actor("caseworker"), item, key, "Ringe til mureren"),
        lambda: write(cast.actor("colleague"), item, key, "Skrive til mureren"),
    )


def test_the_second_in_one_line_sees_what_the_first_wrote(cast: Cast, item: AgendaItem) -> None:
    first, second = write_one_line_at_once(cast, item)
    assert first.what == "Ringe til mureren"
    assert isinstance(second, LineChanged)
    assert second.line.what == "Ringe til mureren"
    assert AgreementLine.objects.get().what == "Ringe til mureren"


def test_control_without_asking_for_the_version_the_first_is_written_over(
    cast: Cast, item: AgendaItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "may_overwrite", lambda *_seen, **_own: True)
    _first, second = write_one_line_at_once(cast, item)
    assert not isinstance(second, DomainError)
    assert AgreementLine.objects.get().what == "Skrive til mureren", "the update that was lost"


@on_postgresql
def test_control_without_the_lock_the_second_does_not_see_the_first(
    cast: Cast, item: AgendaItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitting_held, "lock_person", do_not_lock)
    _first, second = write_one_line_at_once(cast, item)
    assert not isinstance(second, DomainError)
    assert AgreementLine.objects.get().what == "Skrive til mureren", "the update that was lost"


def test_two_new_lines_at_once_both_stand(cast: Cast, item: AgendaItem) -> None:
    first, second = overlapping(
        lambda: sitting.write_line(cast.actor("caseworker"), item_id=item.pk, line=draft("En"), seen=None),
        lambda: sitting.write_line(cast.actor("colleague"), item_id=item.pk, line=draft("To"), seen=None),
    )
    assert [one.what for one in (first, second)] == ["En", "To"]
    assert list(item.lines.values_list("what", "order")) == [("En", 1), ("To", 2)]
    item.refresh_from_db()
    assert item.version == 3


def test_what_is_typed_while_the_item_ends_is_refused_and_not_lost_unsaid(cast: Cast, item: AgendaItem) -> None:
    first, second = overlapping(
        lambda: sitting.end_item(cast.actor("caseworker"), item_id=item.pk),
        lambda: sitting.write_line(cast.actor("colleague"), item_id=item.pk, line=draft("For sent"), seen=None),
    )
    assert first.landed == 0
    assert isinstance(second, DomainError)
    assert second.code == "item_not_under_way"
    assert not item.lines.exists()
