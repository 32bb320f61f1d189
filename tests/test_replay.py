# SPDX-License-Identifier: EUPL-1.2
"""What is written back is what the acts wrote: the same rows, a whole log, and objects that nobody shares."""

import pytest
from django.db import transaction

from roedtraad.audit.queries import verify_chain
from tests import replay
from tests.cast import make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "_kept", {})


def test_rows_log_and_objects_are_as_the_acts_left_them() -> None:
    with transaction.atomic():
        made = make_cast()
        acted = replay._rows()
        transaction.set_rollback(True)
    again = make_cast()
    assert len(replay._kept) == 2, "the profile and the cast"
    assert replay._rows() == acted
    assert verify_chain().broken_at is None
    assert again == made
    assert again.young_person is not made.young_person


def test_where_somebody_stands_already_the_acts_do_it() -> None:
    with transaction.atomic():
        make_cast()
        transaction.set_rollback(True)
    somebody = make_person("Hun", "var her først")
    assert make_cast().young_person.pk != somebody.pk
    assert verify_chain().broken_at is None
