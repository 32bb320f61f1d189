# SPDX-License-Identifier: EUPL-1.2
"""What a notice may say, and how often it is tried."""

import string
from collections.abc import Mapping
from typing import Final

FIELDS: Final = frozenset({"municipality", "link", "code", "phone"})
"""All that a notice may be filled with. No name, no unit, no subject matter: anybody may be holding the phone."""
MOST_TRIES: Final = 8
SMS_LENGTH: Final = 306
"""Two parts of a text message; more is cut by some phones."""


def fields_in(text: str) -> frozenset[str]:
    """The fields that a text asks for."""
    return frozenset(name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled. Raises ValueError for a field that no notice may have, or that has no value."""
    wanted = fields_in(text)
    if wanted - FIELDS:
        raise ValueError(f"a notice may not hold {', '.join(sorted(wanted - FIELDS))}")
    if missing := wanted - values.keys():
        raise ValueError(f"no value for {', '.join(sorted(missing))}")
    return text.format_map({name: values[name] for name in wanted})


def waits_minutes(tries: int) -> int:
    """How long a notice waits after so many tries that failed: one minute, then twice as long each time."""
    return 2 ** max(tries - 1, 0) if tries else 0
