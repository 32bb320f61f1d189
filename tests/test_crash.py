# SPDX-License-Identifier: EUPL-1.2
"""A server that is killed while people write loses no acknowledged act and leaves no half one; `make crash` does it 200 times."""

import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]


def crash(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run the rig on an SQLite file of its own, whatever database the suite runs on."""
    command = [sys.executable, "-m", "tests.crash", "--kills", "6", *words]
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=120)


def test_no_acknowledged_act_is_lost_and_none_is_half() -> None:
    done = crash()
    assert done.returncode == 0, done.stdout + done.stderr


def test_control_a_log_that_is_written_after_the_answer_is_seen_to_be_lost() -> None:
    done = crash("--control")
    assert done.returncode == 0, (
        f"the control lost nothing, so the rig would not see a loss: {done.stdout}{done.stderr}"
    )
    assert " 0 half" not in done.stdout
