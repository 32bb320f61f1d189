# SPDX-License-Identifier: EUPL-1.2
"""What this room knows about everybody on a date: age, school, and life situation."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.calendar import latest_start
from roedtraad.kernel.facts import Arguments, Cost, Fact, FactKind, Fragment, Moment, Origin, facts
from roedtraad.kernel.sql import Sql, compose, param, param_list
from roedtraad.people.models import SituationKind

EDUCATION: Final = (
    SituationKind.SCHOOL, SituationKind.GRADE_10, SituationKind.YOUTH_EDUCATION, SituationKind.FGU, SituationKind.STU,
)  # fmt: skip
STARTED_EDUCATION: Final = (SituationKind.YOUTH_EDUCATION, SituationKind.FGU, SituationKind.STU)
ACTIVITY: Final = (*EDUCATION, SituationKind.WORK, SituationKind.MEASURE, SituationKind.PLACEMENT)
MAIN_ORDER: Final = (
    SituationKind.YOUTH_EDUCATION, SituationKind.STU, SituationKind.FGU, SituationKind.GRADE_10, SituationKind.SCHOOL,
    SituationKind.WORK, SituationKind.PLACEMENT, SituationKind.MEASURE, SituationKind.BENEFIT,
    SituationKind.SPARE_TIME_JOB,
)  # fmt: skip
"""Of several at once, the first of these is the main one."""
_KNOWN: Final = tuple(kind for kind in SituationKind if kind != SituationKind.UNKNOWN)


def register() -> None:
    """Register this room's facts."""
    number, boolean, date = FactKind.NUMBER, FactKind.BOOLEAN, FactKind.DATE
    own, all_ = Cost.OWN_ROW, Cost.EVERYBODY
    for fact in (
        Fact("age_months", number, _("age"), _age_months, quick_test=_born_in_range, cost=own),
        Fact("school_grade", number, _("grade"), _column("grade"), _person_origin, cost=own),
        Fact("special_class", boolean, _("special class"), _column("special_class"), _person_origin, cost=own),
        Fact("status", FactKind.CODE, _("status"), _status, _situation_origin, quick_test=_nothing_known, cost=all_),
        Fact("status_since", date, _("status since"), _status_since, _situation_origin, cost=all_),
        Fact("situation_kinds", FactKind.CODES, _("life situation"), _situation_kinds, _situation_origin, cost=all_),
        Fact("in_education", boolean, _("in education"), _in_education, _situation_origin, cost=all_),
        Fact("on_benefit", boolean, _("on benefit"), _on_benefit, _situation_origin, cost=all_),
        Fact("benefit_since", date, _("on benefit since"), _benefit_since, _situation_origin, cost=all_),
        Fact("education_started_on", date, _("education begun"), _education_started_on, _situation_origin, cost=all_),
        Fact(
            "activity_ended_on",
            date,
            _("last education or work ended"),
            _activity_ended_on,
            _situation_origin,
            cost=all_,
        ),
    ):
        facts.register(fact)


def _age_months(at: Moment, _args: Arguments) -> Sql:
    return at.dialect.months_between(Sql("p.born_on"), at.on)


def _born_in_range(at: Moment, operator: str, months: object) -> Sql:
    """An age limit as a limit on the date of birth, which an index answers."""
    assert isinstance(months, int)
    sign = "<=" if operator == "from" else ">"
    return compose(f"p.born_on {sign} {{}}", at.dialect.date(latest_start(at.on, months)))


def _column(name: str) -> Fragment:
    def value(_at: Moment, _args: Arguments) -> Sql:
        return Sql(f"p.{name}")

    return value


def current(at: Moment, kinds: Iterable[str] | None = None) -> Sql:
    """The condition that a life situation `s` holds on the date and has been confirmed recently enough to count.

    A situation that lacks a confirmation within the currency of its kind has fallen back to unknown.
    """
    day = at.dialect.date(at.on)
    wanted = tuple(kinds) if kinds is not None else _KNOWN
    of_kind = Sql("s.kind <> 'unknown'") if kinds is None else compose("s.kind IN ({})", param_list(wanted))
    return compose(
        "s.young_person_id = p.id AND {} AND s.started_on <= {} AND (s.ended_on IS NULL OR s.ended_on >= {}) AND {}",
        of_kind, day, day, _is_fresh(at, wanted),
    )  # fmt: skip


def _is_fresh(at: Moment, kinds: Iterable[str]) -> Sql:
    limited = [(kind, at.currency_days[kind]) for kind in kinds if kind in at.currency_days]
    if not limited:
        return Sql("1 = 1")
    since = [(kind, at.dialect.date(at.on - dt.timedelta(days=days))) for kind, days in limited]
    whens = compose(
        " ".join(["WHEN {} THEN {}"] * len(since)), *(part for kind, day in since for part in (param(kind), day))
    )
    return compose("(s.confirmed_on >= CASE s.kind {} ELSE s.confirmed_on END)", whens)


def _first_current(at: Moment, column: str, kinds: Iterable[str] | None = None) -> Sql:
    """A column of the main current situation, null when there is none."""
    order = Sql(" ".join(f"WHEN '{kind.value}' THEN {place}" for place, kind in enumerate(MAIN_ORDER)))
    return compose(
        f"(SELECT {column} FROM people_lifesituation s WHERE {{}} ORDER BY CASE s.kind {{}} ELSE 99 END, s.started_on LIMIT 1)",
        current(at, kinds), order,
    )  # fmt: skip


def _exists(at: Moment, kinds: Iterable[str]) -> Sql:
    return compose("EXISTS (SELECT 1 FROM people_lifesituation s WHERE {})", current(at, kinds))


def _nothing_known(at: Moment, operator: str, code: object) -> Sql | None:
    """Whether the status is unknown, without finding out what it is."""
    if operator != "is" or code != SituationKind.UNKNOWN:
        return None
    return compose("NOT EXISTS (SELECT 1 FROM people_lifesituation s WHERE {})", current(at))


def _status(at: Moment, _args: Arguments) -> Sql:
    return compose("COALESCE({}, 'unknown')", _first_current(at, "s.kind"))


def _status_since(at: Moment, _args: Arguments) -> Sql:
    return _first_current(at, "s.started_on")


def _situation_kinds(at: Moment, _args: Arguments) -> Sql:
    return compose("SELECT s.kind AS code FROM people_lifesituation s WHERE {}", current(at))


def _in_education(at: Moment, _args: Arguments) -> Sql:
    return _exists(at, EDUCATION)


def _on_benefit(at: Moment, _args: Arguments) -> Sql:
    return _exists(at, (SituationKind.BENEFIT,))


def _benefit_since(at: Moment, _args: Arguments) -> Sql:
    return _first_current(at, "s.started_on", (SituationKind.BENEFIT,))


def _education_started_on(at: Moment, _args: Arguments) -> Sql:
    return _first_current(at, "s.started_on", STARTED_EDUCATION)


def _activity_ended_on(at: Moment, _args: Arguments) -> Sql:
    """The last day of the latest education, work, measure or placement, when nothing of the kind goes on now."""
    ended = compose(
        "(SELECT MAX(s.ended_on) FROM people_lifesituation s"
        " WHERE s.young_person_id = p.id AND s.kind IN ({}) AND s.ended_on < {})",
        param_list(ACTIVITY), at.dialect.date(at.on),
    )  # fmt: skip
    return compose("(CASE WHEN {} THEN NULL ELSE {} END)", _exists(at, ACTIVITY), ended)


def _person_origin(_at: Moment, _args: Arguments) -> Origin:
    return Origin(Sql("p.source"), Sql("p.confirmed_on"))


def _situation_origin(at: Moment, _args: Arguments) -> Origin:
    """The sender and the date of the latest confirmation of any life situation of the person."""
    latest = "(SELECT s.{} FROM people_lifesituation s WHERE s.young_person_id = p.id ORDER BY s.confirmed_on DESC, s.id DESC LIMIT 1)"
    return Origin(Sql(latest.format("source")), Sql(latest.format("confirmed_on")))
