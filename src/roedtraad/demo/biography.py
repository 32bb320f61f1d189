# SPDX-License-Identifier: EUPL-1.2
"""From school to today: the life situations that lead up to what a young person does now."""

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Final, NamedTuple

from roedtraad.demo import places
from roedtraad.people.models import SituationKind as Kind

_DAY: Final = dt.timedelta(days=1)
_YEAR: Final = 365
_GRADE_10, _EARLY_DROPOUT, _DROPS_OUT, _SPARE_TIME = 0.45, 0.6, 0.14, 0.3
HALF_YEAR: Final = 182
_HOURS: Final = tuple(map(Decimal, ("37", "37", "37", "30", "20.5")))
_OF_AGE: Final = 18 * _YEAR + 5


class Situation(NamedTuple):
    """A row of the table of life situations, without its person."""

    kind: str
    started_on: dt.date
    ended_on: dt.date | None
    place: str
    benefit_rate: str
    weekly_hours: Decimal | None
    source: str
    confirmed_on: dt.date


def grade_on(born_on: dt.date, today: dt.date) -> int:
    """The grade of a child who began in the year of its sixth birthday; school years begin on 1 August."""
    return today.year - (today.month < 8) - born_on.year - 6


class Biography:
    """Tells one life. Periods are laid end to end, so that those of a kind never overlap."""

    def __init__(self, random: Random, born_on: dt.date, today: dt.date, school: str) -> None:
        self._random = random
        self._today = today
        self._born_on = born_on
        self._school = school
        self._starts = dt.date(born_on.year + 6, 8, 1)
        self._leaves = dt.date(born_on.year + 16, 7, 31)
        self._rows: list[Situation] = []

    def tell(self, now: str, since: tuple[int, int], currency: int) -> list[Situation]:
        """Everything up to today. `currency` is for how many days work may be believed."""
        if now == "natural":
            self._tell_natural()
        elif now == "expired":
            self._tell_not_confirmed(currency)
        elif now == "recovered":
            self._tell_back_again(self._ago(*since))
        else:
            self._tell_now(now, self._ago(*since))
        if self._today - self._born_on < dt.timedelta(days=_OF_AGE) and self._random.random() < _SPARE_TIME:
            self._add(Kind.SPARE_TIME_JOB, self._ago(30, 400), None, hours=Decimal(self._random.randrange(4, 13)))
        return self._rows

    def _ago(self, least: int, most: int) -> dt.date:
        return self._today - dt.timedelta(days=self._random.randint(least, most))

    def _tell_natural(self) -> None:
        """What most people of that age do: school, 10th grade, a youth education, then more of it or work."""
        if self._today <= self._leaves:
            self._add(Kind.SCHOOL, self._starts, None)
            return
        after = grade_on(self._born_on, self._today) - 10
        if after == 0 and self._random.random() < _GRADE_10:
            self._end_school(self._leaves)
            self._add(Kind.GRADE_10, self._leaves + _DAY, None)
        elif after <= 3 and self._random.random() < 0.96 - 0.12 * after:
            year = self._leaves.year + (min(after, 1) if self._random.random() < _GRADE_10 else 0)
            self._tell_now("youth_education", dt.date(year, 8, 1))
        else:
            self._tell_adult(after)

    def _tell_adult(self, after: int) -> None:
        chance = self._random.random()
        if chance < 0.45 - 0.022 * after:
            years = self._random.randrange(0, min(after, 4)) if after > 1 else 0
            last = self._today.year - (self._today.month < 8)
            self._tell_now("higher" if after > 4 else "youth_education", dt.date(last - years, 8, 1))
        else:
            self._tell_now("work", self._ago(40, max(120, min(after, 6) * 300)))

    def _tell_not_confirmed(self, currency: int) -> None:
        """Work that nobody has confirmed for longer than it may be believed."""
        confirmed = self._today - dt.timedelta(days=currency + self._random.randint(5, 160))
        started = confirmed - dt.timedelta(days=self._random.randint(20, 200))
        self._lead_up_to(started)
        self._add(Kind.WORK, started, None, confirmed=confirmed)

    def _tell_back_again(self, since: dt.date) -> None:
        """Out for some months, and now in education again."""
        left = since - dt.timedelta(days=self._random.randint(50, 120))
        self._drop_out_at(left)
        self._add(Kind.FGU, since, None)

    def _tell_now(self, now: str, since: dt.date) -> None:
        if now in {"gap", "benefit", "measure"}:
            self._drop_out_at(since - dt.timedelta(days=0 if now == "gap" else self._random.randint(10, 120)))
        else:
            self._lead_up_to(since)
        if now == "benefit":
            self._add(Kind.BENEFIT, since, None)
        elif now == "measure":
            self._add(Kind.MEASURE, since, None)
            self._add(Kind.BENEFIT, since - dt.timedelta(days=self._random.randint(5, 9)), None)
        elif now == "fresh":
            self._add(self._random.choice((Kind.YOUTH_EDUCATION, Kind.YOUTH_EDUCATION, Kind.FGU)), since, None)
        elif now == "higher":
            self._add(Kind.YOUTH_EDUCATION, since, None, place=self._random.choice(places.HIGHER))
        elif now != "gap":
            self._add(Kind(now), since, None)

    def _drop_out_at(self, left: dt.date) -> None:
        """Ends a youth education on the day before, or school itself when there was no time for one."""
        lasted = dt.timedelta(days=self._dropout_days())
        if left - lasted <= self._leaves:
            self._end_school(min(self._leaves, left - _DAY))
            if left - _DAY > self._leaves:
                self._add(Kind.YOUTH_EDUCATION, self._leaves + _DAY, left - _DAY)
            return
        self._lead_up_to(left - lasted)
        self._add(Kind.YOUTH_EDUCATION, left - lasted, left - _DAY)

    def _dropout_days(self) -> int:
        if self._random.random() < _EARLY_DROPOUT:
            return self._random.randint(14, HALF_YEAR)
        return self._random.randint(HALF_YEAR + 1, 800)

    def _end_school(self, day: dt.date) -> None:
        self._add(Kind.SCHOOL, self._starts, day)

    def _lead_up_to(self, until: dt.date) -> None:
        """School, perhaps 10th grade, an education that is finished or not, and work, up to the day before `until`."""
        cursor = min(self._leaves, until - _DAY) + _DAY
        self._end_school(cursor - _DAY)
        if (until - cursor).days > _YEAR and self._random.random() < _GRADE_10:
            cursor = self._add(Kind.GRADE_10, cursor, dt.date(cursor.year + 1, 7, 31))
        if self._random.random() < _DROPS_OUT and (until - cursor).days > 850:
            cursor = self._add(Kind.YOUTH_EDUCATION, cursor, cursor + dt.timedelta(days=self._dropout_days()))
            cursor += dt.timedelta(days=self._random.randint(20, 150))
        if (until - cursor).days > 3 * _YEAR + 1:
            cursor = self._add(Kind.YOUTH_EDUCATION, cursor, cursor + dt.timedelta(days=3 * _YEAR))
        if (until - cursor).days > 30:
            self._add(Kind.WORK, cursor, min(until - _DAY, cursor + dt.timedelta(days=self._random.randint(120, 1500))))

    def _add(
        self, kind: Kind, started_on: dt.date, ended_on: dt.date | None, *, place: str = "", hours: Decimal | None = None,
        confirmed: dt.date | None = None,
    ) -> dt.date:  # fmt: skip
        """Write a period down; gives the day after it."""
        if confirmed is None:
            known = self._today if ended_on is None else min(self._today, ended_on + dt.timedelta(days=30))
            confirmed = max(started_on, known - dt.timedelta(days=self._random.randrange(30)))
        rate = self._benefit_rate() if kind == Kind.BENEFIT else ""
        if kind == Kind.WORK:
            hours = self._random.choice(_HOURS)
        self._rows.append(
            Situation(
                kind.value,
                started_on,
                ended_on,
                place or self._place(kind),
                rate,
                hours,
                places.SOURCES[kind],
                confirmed,
            )
        )
        return (ended_on or self._today) + _DAY

    def _benefit_rate(self) -> str:
        is_older = grade_on(self._born_on, self._today) > 19
        return self._random.choices(places.BENEFIT_RATES, (5, 1, 2, 6) if is_older else (6, 5, 1, 0))[0]

    def _place(self, kind: Kind) -> str:
        if kind == Kind.SCHOOL:
            return self._school
        words = _PLACES.get(kind, ())
        return self._random.choice(words) if words else ""


_PLACES: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.GRADE_10: ("10. klasse-centret", "Efterskolen ved Fjorden", "Efterskolen Højvang"),
    Kind.YOUTH_EDUCATION: places.EDUCATIONS,
    Kind.FGU: places.FGU,
    Kind.STU: places.STU,
    Kind.WORK: places.COMPANIES,
    Kind.SPARE_TIME_JOB: places.COMPANIES,
    Kind.PLACEMENT: places.COMPANIES,
    Kind.MEASURE: places.MEASURES,
}
