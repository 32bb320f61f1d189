# SPDX-License-Identifier: EUPL-1.2
"""A fact that nobody can tell yet, as it is while a room that tells it is still to come."""

import pytest

from roedtraad.kernel.facts import Fact, facts


def let_wait(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The fact has a name and a type, and no value."""
    known = facts[name]
    untold = Fact(name, known.kind, known.label, waits_for="the plan")
    monkeypatch.setattr(facts, "_items", {**facts._items, name: untold})
