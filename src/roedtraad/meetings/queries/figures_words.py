# SPDX-License-Identifier: EUPL-1.2
"""Forum figures in words: each figure with its value now and before, and how it was counted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roedtraad.meetings.queries.figures import ForumFigures, Span
from roedtraad.meetings.rules.figures import Bucket


@dataclass(frozen=True, slots=True)
class Kind:
    """One figure: what it is called, how it is read off, and how it was counted. `counts_people` is hidden for small groups."""

    name: str
    title: str | Promise
    explained: str | Promise
    value: Callable[[Span], float | None]
    unit: str = ""
    counts_people: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of one forum, as it is read; `value` and `before` are empty when there is nothing to count."""

    name: str
    title: str
    value: str
    before: str
    explained: str
    number: float | None
    number_before: float | None


def percent(part: int, whole: int) -> int | None:
    """A share in whole percent; None of nothing."""
    return round(100 * part / whole) if whole else None


KINDS: Final = (
    Kind(
        "held",
        gettext_lazy("Meetings held"),
        gettext_lazy("Meetings of the forum that were opened and closed in the period."),
        lambda s: s.held,
        counts_people=False,
    ),
    Kind(
        "cancelled",
        gettext_lazy("Meetings cancelled"),
        gettext_lazy("Meetings in the period that were cancelled."),
        lambda s: s.cancelled,
        counts_people=False,
    ),
    Kind(
        "persons",
        gettext_lazy("Young people"),
        gettext_lazy("How many different young people were talked about."),
        lambda s: s.items.persons,
    ),
    Kind(
        "items",
        gettext_lazy("Talks"),
        gettext_lazy("How many times a young person was talked about; the same one may come again."),
        lambda s: s.items.items,
    ),
    Kind(
        "wait",
        gettext_lazy("Waiting time, median"),
        gettext_lazy("Days from the signal, or from when a colleague asked, to the meeting. Half waited no longer."),
        lambda s: s.items.wait_median,
        "days",
    ),
    Kind(
        "wait90",
        gettext_lazy("Waiting time, 9 of 10"),
        gettext_lazy(
            "Days from the signal, or from when a colleague asked, to the meeting. Nine of ten waited no longer."
        ),
        lambda s: s.items.wait_ninth,
        "days",
    ),
    Kind(
        "prepared",
        gettext_lazy("Prepared before the meeting"),
        gettext_lazy("Share of the talks that somebody had prepared at the latest the day before."),
        lambda s: percent(s.items.prepared, s.items.items),
        "percent",
    ),
    Kind(
        "ahead",
        gettext_lazy("Prepared ahead, median"),
        gettext_lazy("Days from the preparation to the meeting, of those that were prepared."),
        lambda s: s.items.prepared_ahead,
        "days",
    ),
    Kind(
        "adults",
        gettext_lazy("Adults in a talk, average"),
        gettext_lazy(
            "Colleagues and others from outside who took part. Parents are not counted, nor who said no or was not there."
        ),
        lambda s: s.items.adults,
    ),
    Kind(
        "kept",
        gettext_lazy("Agreements kept in time"),
        gettext_lazy(
            "Share of the agreements made in the period that were done by their day, of those that are done, late or given up."
        ),
        lambda s: percent(s.promises.kept, s.promises.settled),
        "percent",
    ),
    Kind(
        "late",
        gettext_lazy("Agreements kept late"),
        gettext_lazy("Agreements made in the period that were done after their day."),
        lambda s: s.promises.late,
    ),
    Kind(
        "broken",
        gettext_lazy("Agreements broken"),
        gettext_lazy(
            "Agreements made in the period whose day has passed without their being done, or that were given up."
        ),
        lambda s: s.promises.broken,
    ),
    Kind(
        "coming",
        gettext_lazy("Agreements still to come"),
        gettext_lazy("Agreements made in the period that are open and not late."),
        lambda s: s.promises.coming,
    ),
    Kind(
        "undecided",
        gettext_lazy("Agreements undecided"),
        gettext_lazy("Open agreements of which nobody has said who decides or who pays."),
        lambda s: s.promises.undecided,
    ),
    Kind(
        "decisions",
        gettext_lazy("Decisions that wait"),
        gettext_lazy("Questions from meetings in the period to somebody who may decide, not answered yet."),
        lambda s: s.decisions_open,
    ),
    Kind(
        "decisions_late",
        gettext_lazy("Decisions that are late"),
        gettext_lazy("Those of them whose day has passed."),
        lambda s: s.decisions_late,
    ),
    Kind(
        "repeats",
        gettext_lazy("Same young person again"),
        gettext_lazy(
            "Talks about somebody whom the same forum had met about not long before: within a year, unless the profile says otherwise."
        ),
        lambda s: s.items.repeats,
    ),
    Kind(
        "carried",
        gettext_lazy("Moved on before"),
        gettext_lazy("Talks that an earlier meeting had no time for."),
        lambda s: s.items.carried,
    ),
)
SHORT: Final = ("held", "persons", "wait", "wait90", "prepared", "adults", "kept")
"""What the overview of all forums shows."""


def lines(found: ForumFigures, names: tuple[str, ...] = ()) -> list[Line]:
    """A forum's figures in words, all of them or those named."""
    return [_line(kind, found) for kind in KINDS if not names or kind.name in names]


def _line(kind: Kind, found: ForumFigures) -> Line:
    number, before = _number(kind, found.now), _number(kind, found.before)
    return Line(
        kind.name, str(kind.title), said(kind, found.now), said(kind, found.before), str(kind.explained), number, before
    )


def _number(kind: Kind, span: Span) -> float | None:
    return None if kind.counts_people and span.is_hidden else kind.value(span)


def said(kind: Kind, span: Span) -> str:
    """One figure as a reader sees it: hidden for few, a dash for nothing."""
    if kind.counts_people and span.is_hidden:
        return _("too few to show")
    value = kind.value(span)
    if value is None:
        return "–"
    match kind.unit:
        case "days":
            return ngettext("%(count)d day", "%(count)d days", int(value)) % {"count": value}
        case "percent":
            return f"{value} %"
        case _:
            return number_format(value)


def bucket_label(one: Bucket) -> str:
    """A class of waiting times in words."""
    if one.last is None:
        return _("more than %(days)d days") % {"days": one.first - 1}
    return _("%(first)d–%(last)d days") % {"first": one.first, "last": one.last}


def short_label(one: Bucket) -> str:
    """The same for an axis that says days itself."""
    return f"> {one.first - 1}" if one.last is None else f"{one.first}–{one.last}"
