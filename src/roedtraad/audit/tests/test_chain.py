# SPDX-License-Identifier: EUPL-1.2
"""The chain tells when somebody who could change the log has done so (SECURITY D3)."""

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.audit import actions
from roedtraad.audit.actions import Record, record_change, record_look
from roedtraad.audit.models import LogDetail, LogEntry, LogPerson
from roedtraad.audit.queries import verify_chain
from roedtraad.audit.rules import GENESIS, chain_hash, detail_digest, plain
from roedtraad.audit.tests.logbook import LOOK, ROWS, execute, rewrite_from, somebody, without_guard, write_log

db = pytest.mark.django_db


@db
def test_an_empty_log_is_whole() -> None:
    verdict = verify_chain()
    assert (verdict.rows, verdict.head, verdict.broken_at) == (0, GENESIS, None)


@db
def test_an_untouched_log_is_whole() -> None:
    write_log()
    verdict = verify_chain()
    assert (verdict.rows, verdict.erased, verdict.broken_at) == (ROWS, 0, None)
    assert verdict.head == LogEntry.objects.get(sequence=ROWS).chain_hash


@db
def test_numbers_have_no_gaps_and_each_row_knows_the_one_before() -> None:
    write_log()
    entries = list(LogEntry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == list(range(1, ROWS + 1))
    assert [entry.previous_hash for entry in entries] == [GENESIS, *(entry.chain_hash for entry in entries[:-1])]


def _edit(column: str, value: object) -> Callable[[], object]:
    return lambda: execute(f"UPDATE audit_logentry SET {column} = %s WHERE sequence = 3", value)


def _swap() -> None:
    first, second = LogEntry.objects.get(sequence=3), LogEntry.objects.get(sequence=5)
    for one, number in ((first, 5), (second, 3)):
        LogEntry.objects.filter(sequence=number).update(
            act=one.act, actor_name=one.actor_name, at=one.at, subject_id=one.subject_id
        )


def _insert() -> None:
    LogEntry.objects.filter(sequence__gte=5).delete()
    last = LogEntry.objects.get(sequence=4)
    LogEntry.objects.create(
        sequence=5,
        stream="look",
        act=LOOK,
        at=last.at,
        actor_name="Ingen",
        previous_hash=last.chain_hash,
        chain_hash="0" * 64,
    )


def _detail_for_a_row_without_values() -> None:
    LogDetail.objects.create(entry_id=2, salt="", values={"code": "made up"})


TAMPERING: dict[str, tuple[Callable[[], object], int]] = {
    "edit the stream": (_edit("stream", "look"), 3),
    "edit the act": (_edit("act", "log_seen"), 3),
    "edit the moment": (_edit("at", dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), 3),
    "edit the account": (_edit("account_id", 8), 3),
    "edit the name": (_edit("actor_name", "En anden"), 3),
    "edit the unit": (_edit("unit", "family"), 3),
    "edit the department": (_edit("department", "x"), 3),
    "edit the purpose": (_edit("purpose", "casework"), 3),
    "edit what kind of thing": (_edit("subject_kind", "x"), 3),
    "edit which thing": (_edit("subject_id", 99), 3),
    "edit the digest": (_edit("detail_digest", "0" * 64), 3),
    "edit the hash": (_edit("chain_hash", "0" * 64), 3),
    "edit the hash before": (_edit("previous_hash", "0" * 64), 3),
    "delete a row": (lambda: execute("DELETE FROM audit_logentry WHERE sequence = 3"), 4),
    "delete the first row": (lambda: execute("DELETE FROM audit_logentry WHERE sequence = 1"), 2),
    "insert a row": (_insert, 5),
    "swap two rows": (_swap, 3),
    "renumber": (lambda: execute("UPDATE audit_logentry SET sequence = 99 WHERE sequence = 3"), 4),
    "somebody else was looked at": (lambda: LogPerson.objects.filter(entry_id=4).update(young_person_id=900), 4),
    "nobody was looked at": (lambda: LogPerson.objects.filter(entry_id=4).delete(), 4),
    "one more was looked at": (lambda: LogPerson.objects.create(entry_id=4, young_person_id=900), 4),
    "other values": (lambda: LogDetail.objects.filter(entry_id=3).update(values={"before": "uskyld"}), 3),
    "another salt": (lambda: LogDetail.objects.filter(entry_id=3).update(salt="0" * 32), 3),
    "values where none were": (_detail_for_a_row_without_values, 2),
}  # fmt: skip
"""What is done to the log, and the row at which the verification stops."""


@db
@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_where_it_was_done(name: str) -> None:
    write_log()
    tamper, broken_at = TAMPERING[name]
    with without_guard():
        tamper()
    verdict = verify_chain()
    assert verdict.broken_at == broken_at
    assert verdict.problem


@db
def test_a_cut_tail_is_found_by_the_head_that_was_noted() -> None:
    write_log()
    head = verify_chain().head
    with without_guard():
        LogEntry.objects.filter(sequence__gt=ROWS - 2).delete()
    assert verify_chain().broken_at is None, "nothing inside tells of a tail that is gone"
    assert verify_chain(head).broken_at == ROWS - 1


@db
def test_a_chain_that_was_written_anew_is_found_by_the_head_that_was_noted() -> None:
    write_log()
    head = verify_chain().head
    with without_guard():
        LogEntry.objects.filter(sequence=2).update(actor_name="En anden")
        rewrite_from(2)
    assert verify_chain().broken_at is None, "the forgery fits in itself"
    assert verify_chain(head).broken_at is not None


@db
def test_a_head_noted_earlier_is_still_in_a_longer_chain() -> None:
    write_log()
    head = verify_chain().head
    write_log()
    assert verify_chain(head).broken_at is None


@db
def test_erased_values_leave_the_chain_whole_and_are_counted() -> None:
    write_log()
    LogDetail.objects.all().delete()
    verdict = verify_chain()
    assert (verdict.broken_at, verdict.erased) == (None, ROWS // 2)


@db
def test_erased_values_cannot_be_put_back_as_something_else() -> None:
    write_log()
    LogDetail.objects.filter(entry_id=3).delete()
    LogDetail.objects.create(entry_id=3, salt="0" * 32, values={"before": "uskyld"})
    assert verify_chain().broken_at == 3


@db
def test_a_change_cannot_be_logged_outside_its_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        record_change(somebody(), Record(LOOK))
    assert not LogEntry.objects.exists()


@db
def test_an_act_that_nobody_registered_is_not_logged() -> None:
    with pytest.raises(LookupError), transaction.atomic():
        record_look(somebody(), Record("no_such_act"))
    assert not LogEntry.objects.exists()


@db
def test_several_records_of_one_act_stand_one_after_the_other() -> None:
    with transaction.atomic():
        record_change(somebody(), *(Record(LOOK, persons=(number,)) for number in range(5)))
    assert verify_chain().rows == 5
    assert verify_chain().broken_at is None


VALUES = st.dictionaries(
    st.text(max_size=8), st.none() | st.booleans() | st.integers() | st.text(max_size=20), max_size=5
)


@given(VALUES)
def test_the_digest_of_values_survives_storage(values: dict[str, object]) -> None:
    assert detail_digest("salt", plain(values)) == detail_digest("salt", plain(plain(values)))


@given(st.lists(st.text(max_size=12), min_size=2, max_size=4), st.data())
def test_a_hash_changes_with_every_field(fields: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(fields) - 1))
    other = [*fields[:place], fields[place] + "x", *fields[place + 1 :]]
    assert chain_hash(GENESIS, tuple(fields)) != chain_hash(GENESIS, tuple(other))
