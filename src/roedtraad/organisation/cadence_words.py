# SPDX-License-Identifier: EUPL-1.2
"""How often a forum meets, in words: in the profile, on the forum's page, and in the form that changes it."""

from collections.abc import Iterable, Sequence

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roedtraad.organisation.profile import Cadence

_LEAST_RUN = 3
_WEEK = 7


def cadence_text(cadence: Cadence) -> str:
    """How often a forum meets, the weekday when it is known, and the weeks without a meeting."""
    if cadence.every is None:
        return _("when a case needs it")
    parts = [_interval(cadence), _day(cadence)]
    if cadence.skip_weeks:
        parts.append(_("not in weeks %(weeks)s") % {"weeks": weeks_text(cadence.skip_weeks)})
    if cadence.if_closed != "later" and cadence.first_on:
        parts.append(
            _("left out on public holidays") if cadence.if_closed == "skip" else _("earlier on public holidays")
        )
    return ", ".join(part for part in parts if part)


def _interval(cadence: Cadence) -> str:
    assert cadence.every is not None
    count = {"count": cadence.every}
    match cadence.unit:
        case "day":
            return ngettext("every day", "every %(count)s days", cadence.every) % count
        case "week":
            return ngettext("every week", "every %(count)s weeks", cadence.every) % count
        case _:
            return ngettext("every month", "every %(count)s months", cadence.every) % count


def _day(cadence: Cadence) -> str:
    """The weekday, where the cadence keeps one: whole weeks, and months by the weekday's place in them."""
    if cadence.first_on is None or cadence.every is None:
        return ""
    weekday = str(WEEKDAYS[cadence.first_on.weekday()])
    if cadence.unit == "month":
        places = {
            1: _("the first %(weekday)s of the month"), 2: _("the second %(weekday)s of the month"),
            3: _("the third %(weekday)s of the month"), 4: _("the fourth %(weekday)s of the month"),
        }  # fmt: skip
        last = _("the last %(weekday)s of the month")
        return places.get((cadence.first_on.day - 1) // _WEEK + 1, last) % {"weekday": weekday}
    if cadence.unit == "day" and cadence.every % _WEEK:
        return ""
    return _("on a %(weekday)s") % {"weekday": weekday}


def weeks_text(weeks: Iterable[int]) -> str:
    """Weeks as people write them: 28-30, 42, 52."""
    return ", ".join(_run(run) for run in _runs(sorted(set(weeks))))


def _runs(weeks: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for week in weeks:
        if runs and runs[-1][-1] == week - 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    return runs


def _run(run: Sequence[int]) -> str:
    return f"{run[0]}-{run[-1]}" if len(run) >= _LEAST_RUN else ", ".join(map(str, run))


def weeks_from(text: str) -> tuple[int, ...]:
    """The weeks that `28-30, 42` names, in order. Raises ValueError for anything else."""
    weeks: set[int] = set()
    for part in filter(None, (piece.strip() for piece in text.replace(";", ",").split(","))):
        first, dash, last = part.partition("-")
        weeks.update(range(int(first), int(last if dash else first) + 1))
    if any(not 1 <= week <= 53 for week in weeks):
        raise ValueError(text)
    return tuple(sorted(weeks))
