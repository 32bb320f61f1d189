# SPDX-License-Identifier: EUPL-1.2
"""What kind of data a row is: which rows say something about health, and which kinds no department owns.

Data about health is a category of its own (GDPR article 9 and recital 35), so a yes to cases, plan or notes is no yes to it.
"""

from collections.abc import Collection
from itertools import permutations
from typing import Final

from django.db.models import Q

from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import DataKind

HEALTH: Final[DataKind] = "health"
HEALTH_DISCIPLINES: Final = ("health", "substance_misuse", "disability")
"""Disciplines of the fixed vocabulary whose rows say something about somebody's health."""
TREATMENT: Final = "treatment"
"""The part of a plan that is about health, whoever does it."""
OF_NO_DEPARTMENT: Final = frozenset({"story", "situations"})
"""Kinds that are the young person's own: roles decide which colleagues see them, and only somebody outside is given them."""
_MAY_BE_HEALTH: Final = frozenset({"cases", "plan", "notes"})
_HEALTH_UNITS: Final = [
    list(codes) for size in range(1, len(HEALTH_DISCIPLINES) + 1) for codes in permutations(HEALTH_DISCIPLINES, size)
]


def kind_of(kind: DataKind, unit: Unit | None, *, discipline: str = "", area: str = "") -> DataKind:
    """The kind of a row: `health` when its unit does nothing else, its case is of such a discipline, or its step is treatment.

    `unit` is the one that owns the row. A unit that does other things as well says with each case and step what it is about.
    """
    if kind not in _MAY_BE_HEALTH:
        return kind
    is_health = discipline in HEALTH_DISCIPLINES or area == TREATMENT or (unit is not None and is_of_health(unit))
    return HEALTH if is_health else kind


def is_of_health(unit: Unit) -> bool:
    """Whether a unit works with health and with nothing else."""
    return bool(unit.disciplines) and set(unit.disciplines) <= set(HEALTH_DISCIPLINES)


def health_rows(kind: DataKind, unit: str, *, discipline: str = "", area: str = "") -> Q | None:
    """The same as a filter on rows that are of a kind otherwise: paths to the unit, the discipline and the area.

    None when the kind never turns into health.
    """
    if kind not in _MAY_BE_HEALTH:
        return None
    found = Q(**{f"{unit}__disciplines__in": _HEALTH_UNITS})
    if discipline:
        found |= Q(**{f"{discipline}__in": HEALTH_DISCIPLINES})
    return found | Q(**{area: TREATMENT}) if area else found


def of_no_department(kinds: Collection[str]) -> frozenset[str]:
    """Those of the kinds that no department owns."""
    return OF_NO_DEPARTMENT & frozenset(kinds)
