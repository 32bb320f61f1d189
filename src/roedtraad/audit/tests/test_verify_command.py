# SPDX-License-Identifier: EUPL-1.2
"""`roedtraad audit verify`: what it says, and what a script can read from it."""

import io
import json

import pytest
from django.core.management import call_command

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.audit.queries import verify_chain
from roedtraad.audit.tests.logbook import ROWS, without_guard, write_log

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, str, str]:
    """Exit code, what it wrote, and what it complained of."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("audit", "verify", *words, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_whole_log_ends_with_zero_and_tells_the_head() -> None:
    write_log()
    LogDetail.objects.filter(entry_id=3).delete()
    code, out, err = run()
    assert (code, err) == (0, "")
    assert verify_chain().head in out
    assert f"{ROWS}" in out


def test_a_broken_log_ends_with_one_and_names_the_row() -> None:
    write_log()
    with without_guard():
        LogEntry.objects.filter(sequence=3).update(actor_name="x")
    code, out, err = run()
    assert (code, out) == (1, "")
    assert "3" in err


@pytest.mark.parametrize(("tampered", "expected"), [(False, 0), (True, 1)])
def test_a_script_reads_the_same(tampered: bool, expected: int) -> None:
    write_log()
    if tampered:
        with without_guard():
            LogEntry.objects.filter(sequence=3).update(actor_name="x")
    code, out, _err = run("--format", "json")
    answer = json.loads(out)
    assert code == expected
    assert answer["valid"] is not tampered
    assert answer["broken_at"] == (3 if tampered else None)
    assert {"rows", "head", "erased", "problem"} <= set(answer)


def test_a_head_that_is_gone_ends_with_one() -> None:
    write_log()
    head = verify_chain().head
    assert run("--head", head)[0] == 0
    with without_guard():
        LogEntry.objects.filter(sequence=ROWS).delete()
    assert run("--head", head)[0] == 1
