# SPDX-License-Identifier: EUPL-1.2
"""The network map: the young person in the middle, the people around them on three rings."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from roedtraad.plans.models import NetworkPerson, Plan, Tone

SIZE: Final = 560
_CENTRE: Final = SIZE // 2
RINGS: Final = {1: 95, 2: 170, 3: 245}
"""How far from the middle each ring is, in the drawing's own units."""
_TURNED: Final = {1: 0.0, 2: 0.12, 3: 0.31}
_LONGEST: Final = 16
_TONES: Final = {one.value: one.label for one in Tone}


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody on the map."""

    pk: int
    name: str
    short: str
    relation: str
    ring: int
    ring_title: str
    tone: str
    tone_title: str
    x: int
    y: int

    @property
    def label_y(self) -> int:
        """Where the name stands: away from the middle, so that no line to the middle runs through it."""
        return self.y - 17 if self.y < _CENTRE else self.y + 28


def network_map(plan: Plan) -> tuple[Node, ...]:
    """Everybody on the map, the closest first."""
    rows = list(plan.network.all())
    return tuple(node for ring in RINGS for node in _on_ring([row for row in rows if row.ring == ring]))


def _on_ring(rows: Sequence[NetworkPerson]) -> list[Node]:
    return [_node(row, *place(row.ring, number, len(rows))) for number, row in enumerate(rows)]


def place(ring: int, number: int, count: int) -> tuple[int, int]:
    """Where the so-manieth of a ring stands: evenly around, each ring turned a little so that names do not meet."""
    turn = 2 * math.pi * (number / count + _TURNED[ring]) - math.pi / 2
    return round(_CENTRE + RINGS[ring] * math.cos(turn)), round(_CENTRE + RINGS[ring] * math.sin(turn))


def _node(row: NetworkPerson, x: int, y: int) -> Node:
    short = row.name if len(row.name) <= _LONGEST else f"{row.name[: _LONGEST - 1]}…"
    return Node(
        pk=row.pk, name=row.name, short=short, relation=row.relation, ring=row.ring, ring_title=row.get_ring_display(),
        tone=row.tone, tone_title=str(_TONES.get(row.tone, row.tone)), x=x, y=y,
    )  # fmt: skip
