# SPDX-License-Identifier: EUPL-1.2
"""What rooms above may subscribe to; sent in the transaction of the act."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.dispatch import Signal

REACHED_BY: Final[tuple[str, ...]] = ("phone", "email")


@dataclass(frozen=True, slots=True)
class DetailsChanged:
    """A young person, or the guardian who is named, is reached otherwise from now; `before` has the old value of what changed."""

    person_id: int
    before: Mapping[str, str]
    guardian_id: int | None = None


details_changed: Final = Signal()
"""Sent with `actor`, `changes` (a sequence of DetailsChanged) and `by_hand`; False for an import."""


def reached_before(difference: Mapping[str, list[str]]) -> dict[str, str]:
    """Of columns that changed, with old and new value, the old values of those that somebody is reached by."""
    return {name: difference[name][0] for name in REACHED_BY if name in difference}
