# SPDX-License-Identifier: EUPL-1.2
"""How many of whom: the kinds of lives in a deck of 1 800 young people, a hundred of each age from 13 to 30.

The numbers follow DOMAIN §7 (a municipality of 36 000 has 6 600 aged 13-30: 260 in neither education nor work, 200 with a
contact person, 90 with two or more departments, 25 who turn 17½ with a social case in a year). Everybody not named here
leads an ordinary life. Ages are in months; `since` is for how many days the present situation has lasted.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

AGES: Final = range(13, 31)
OF_EACH_AGE: Final = 100
USUAL_NEET_PERCENT: Final = Decimal(7)
_FRONT_ORDINARY: Final = 3


class CasePlan(NamedTuple):
    """An open case in a discipline, opened that many days ago."""

    discipline: str
    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind of life. `count` per deck, of whom `followed` have a contact person.

    `now` is the present situation; `contacts` how often somebody tried and got through. With `scales`, the count follows
    the share of young people in neither education nor work.
    """

    code: str
    count: int
    months: tuple[int, int]
    now: str = "natural"
    since: tuple[int, int] = (60, 400)
    cases: tuple[CasePlan, ...] = ()
    followed: int = 0
    contacts: str = ""
    special_class: bool = False
    interpreter: bool = False
    scales: bool = False


ORDINARY: Final = Recipe("ordinary", 0, (0, 0))
_EMPLOYMENT_NEW: Final = CasePlan("employment", 20, 300)
_FAMILY: Final = CasePlan("children_family", 60, 500)
RECIPES: Final = (
    # In neither education nor work.
    Recipe("benefit_new", 14, (218, 298), "benefit", (20, 330), (_EMPLOYMENT_NEW,), 9, "regular", scales=True),
    Recipe("benefit_long", 6, (240, 299), "benefit", (420, 1100), (CasePlan("employment", 400, 900),), 4, "regular"),
    Recipe("measure", 8, (218, 290), "measure", (15, 200), (_EMPLOYMENT_NEW,), 5, "regular"),
    Recipe("gone_quiet", 20, (218, 299), "gap", (25, 700), (), 0, "attempts", scales=True),
    Recipe("not_confirmed", 7, (220, 299), "expired", (250, 900), scales=True),
    Recipe("young_left_now", 3, (182, 214), "gap", (2, 12), (), 0, "tried"),
    Recipe("young_left_before", 2, (184, 214), "gap", (20, 60), (), 0, "tried"),
    Recipe("young_left_reached", 2, (184, 214), "gap", (8, 50), (), 1, "reached"),
    Recipe("two_laws", 5, (218, 299), "benefit", (60, 330), (_EMPLOYMENT_NEW, CasePlan("social", 60, 450)), 3, "regular"),
    Recipe("misuse", 2, (220, 299), "benefit", (60, 330), (_EMPLOYMENT_NEW, CasePlan("substance_misuse", 20, 200)), 1, "regular"),
    Recipe("back_again", 3, (200, 290), "recovered", (3, 25), (), 1, "reached"),
    # In education or work, with somebody at their side.
    Recipe("family_and_ppr", 5, (158, 190), cases=(_FAMILY, CasePlan("ppr", 40, 300)), followed=2, contacts="regular"),
    Recipe("family_and_school", 4, (158, 190), cases=(_FAMILY, CasePlan("school", 20, 200)), followed=3, contacts="regular"),
    Recipe("handover", 3, (210, 216), cases=(_FAMILY, CasePlan("social", 10, 100)), followed=2, contacts="regular"),
    Recipe("towards_18", 4, (204, 226), cases=(CasePlan("children_family", 100, 700),), followed=2, contacts="regular"),
    Recipe("disability", 3, (193, 215), cases=(CasePlan("disability", 100, 500),), followed=1, contacts="regular", special_class=True),
    Recipe("stu", 7, (218, 298), "stu", (200, 900), (CasePlan("disability", 100, 520),), 2, "regular"),
    Recipe("stu_starts", 1, (216, 240), "stu", (20, 150), (CasePlan("disability", 100, 400), CasePlan("guidance", 30, 200)), 0),
    Recipe("special_class", 6, (181, 200), special_class=True),
    Recipe("family", 14, (157, 200), cases=(_FAMILY,)),
    Recipe("fresh_start", 7, (216, 295), "fresh", (10, 170), followed=7, contacts="regular"),
    Recipe("fresh_start_with_case", 3, (216, 295), "fresh", (10, 170), (CasePlan("guidance", 30, 250),), 1, "regular"),
    Recipe("in_work", 6, (220, 359), "work", (30, 400), followed=6, contacts="regular"),
    Recipe("newcomer", 3, (206, 290), "fgu", (200, 380), (CasePlan("integration", 100, 500), CasePlan("guidance", 30, 200)), 1,
           "regular", interpreter=True),
    Recipe("long_case", 3, (228, 350), "work", (60, 300), (CasePlan("social", 560, 1300),), 1, "regular"),
    Recipe("benefit_over_25", 8, (301, 370), "benefit", (30, 340), (_EMPLOYMENT_NEW,), 1, "regular"),
    Recipe("benefit_long_over_25", 2, (310, 370), "benefit", (400, 1500), (CasePlan("employment", 400, 1100),), 1, "regular"),
    # Somebody still has a case, outside the ages of the target group.
    Recipe("too_old", 1, (374, 382), "benefit", (100, 330), (_EMPLOYMENT_NEW,), 0),
    Recipe("too_young", 1, (148, 154), cases=(_FAMILY,)),
)  # fmt: skip


class Slot(NamedTuple):
    """One place in the deck: the kind of life, the ages in months it may have, and whether somebody follows it."""

    recipe: Recipe
    from_month: int
    below_month: int
    is_followed: bool


@lru_cache(maxsize=16)
def deck(neet_percent: Decimal = USUAL_NEET_PERCENT) -> tuple[Slot, ...]:
    """The places in dealing order. The first ones hold every kind of life, so that a handful of people shows them all."""
    random = Random(1)  # noqa: S311 (an order, no secret)
    special = [_slots(recipe, neet_percent, random) for recipe in RECIPES]
    taken = [0] * len(AGES)
    for slot in (slot for slots in special for slot in slots):
        age = (slot.from_month + slot.below_month) // 24 - AGES.start
        if 0 <= age < len(taken):
            taken[age] += 1
    ordinary = [
        Slot(ORDINARY, age * 12, age * 12 + 12, is_followed=False)
        for age, used in zip(AGES, taken, strict=True)
        for _place in range(OF_EACH_AGE - used)
    ]
    random.shuffle(ordinary)
    first = [slot for slots in special for slot in _one_of_each(slots)]
    later = [slot for slots in special for slot in slots[len(_one_of_each(slots)) :]]
    front = first + [ordinary.pop() for _place in range(_FRONT_ORDINARY * len(first))]
    rest = later + ordinary
    random.shuffle(front)
    random.shuffle(rest)
    return (*front, *rest)


def _slots(recipe: Recipe, neet_percent: Decimal, random: Random) -> list[Slot]:
    """The recipe's places, its ages spread evenly; a followed one and one that nobody follows come first."""
    share = neet_percent / USUAL_NEET_PERCENT if recipe.scales else 1
    count = max(1, round(recipe.count * share))
    followed = [place < recipe.followed for place in range(count)]
    random.shuffle(followed)
    low, high = recipe.months
    step = (high - low) / count
    slots = [
        Slot(
            recipe,
            low + int(place * step),
            max(low + int(place * step) + 1, low + int((place + 1) * step)),
            followed[place],
        )
        for place in range(count)
    ]
    slots.sort(key=lambda slot: slot.is_followed)
    return [slots[0], slots[-1], *slots[1:-1]] if count > 1 else slots


def _one_of_each(slots: list[Slot]) -> list[Slot]:
    return slots[:2] if len(slots) > 1 and slots[0].is_followed != slots[1].is_followed else slots[:1]


def cases_per_person(discipline: str) -> float:
    """Open cases in a discipline for each young person, to know how many caseworkers there must be."""
    plans = sum(recipe.count for recipe in RECIPES for plan in recipe.cases if plan.discipline == discipline)
    return plans / (len(AGES) * OF_EACH_AGE)


def followed_per_person() -> float:
    """Young persons with a contact person, as a share of all."""
    return sum(recipe.followed for recipe in RECIPES) / (len(AGES) * OF_EACH_AGE)
