# SPDX-License-Identifier: EUPL-1.2
"""Fragments of SQL with their parameters, and the few expressions in which SQLite and PostgreSQL differ.

Used for set-based detection only; everything else goes through Django's ORM. Fragments are built from constants of this
code base and parameters; text from people or profiles is never part of a statement.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

Value = bool | int | str | dt.date | None


@dataclass(frozen=True, slots=True)
class Sql:
    """A fragment and its parameters, in the order of their `%s`."""

    text: str
    params: tuple[Value, ...] = ()

    def __str__(self) -> str:
        return self.text


def compose(template: str, *parts: Sql) -> Sql:
    """`template` with each `{}` replaced by a fragment, parameters following in the same order."""
    return Sql(template.format(*(part.text for part in parts)), tuple(p for part in parts for p in part.params))


def param(value: Value) -> Sql:
    """One value, given to the database apart from the statement."""
    return Sql("%s", (value,))


def param_list(values: Iterable[Value]) -> Sql:
    """Values for `IN (…)`; an empty list matches nothing."""
    values = tuple(values)
    return Sql(", ".join(["%s"] * len(values)), values) if values else Sql("NULL")


def joined(word: str, parts: Iterable[Sql]) -> Sql:
    """Fragments in parentheses with AND or OR between them."""
    parts = tuple(parts)
    return compose(f" {word} ".join(["({})"] * len(parts)), *parts)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the two databases write differently. Dates go in and out as dates (SQLite keeps them as ISO text)."""

    vendor: str

    @property
    def is_postgres(self) -> bool:
        return self.vendor == "postgresql"

    def date(self, day: dt.date) -> Sql:
        """A constant date."""
        return Sql("%s::date", (day,)) if self.is_postgres else Sql("%s", (day.isoformat(),))

    def months_between(self, earlier: Sql, later: dt.date) -> Sql:
        """Whole months from a date to a constant one; the same as `calendar.months_between`."""
        total = later.year * 12 + later.month
        if self.is_postgres:
            return compose(
                f"({total} - (EXTRACT(YEAR FROM {{}}) * 12 + EXTRACT(MONTH FROM {{}}))::int"
                f" - ({later.day} < EXTRACT(DAY FROM {{}}))::int)",
                earlier, earlier, earlier,
            )  # fmt: skip
        return compose(
            f"({total} - (CAST(substr({{}}, 1, 4) AS INTEGER) * 12 + CAST(substr({{}}, 6, 2) AS INTEGER))"
            f" - ({later.day} < CAST(substr({{}}, 9, 2) AS INTEGER)))",
            earlier, earlier, earlier,
        )  # fmt: skip

    def add_months(self, day: Sql, months: Sql) -> Sql:
        """A date moved by months; the same as `calendar.add_months`."""
        if self.is_postgres:
            moved = compose("({} + ({}) * INTERVAL '1 month')", day, months)
            return compose(
                "CASE WHEN EXTRACT(DAY FROM {}) = EXTRACT(DAY FROM {}) THEN {}::date ELSE {}::date + 1 END",
                moved, day, moved, moved,
            )  # fmt: skip
        shift = compose("(({}) || ' months')", months)
        return compose(
            "CASE WHEN substr(date({}, {}), 9) = substr({}, 9) THEN date({}, {}) ELSE date({}, {}, 'start of month') END",
            day, shift, day, day, shift, day, shift,
        )  # fmt: skip

    def add_days(self, day: Sql, days: int) -> Sql:
        """A date moved by days."""
        return compose(f"({{}} + {days})" if self.is_postgres else f"date({{}}, '{days:+d} days')", day)

    def json_object(self, pairs: Iterable[tuple[str, Sql]]) -> Sql:
        """A JSON object; names are constants, values are fragments made by `json_*`."""
        pairs = tuple(pairs)
        name = "jsonb_build_object" if self.is_postgres else "json_object"
        slots = ", ".join(f"'{key}', {{}}" for key, _ in pairs)
        return compose(f"{name}({slots})", *(value for _, value in pairs))

    def json_boolean(self, value: Sql) -> Sql:
        """A condition as JSON true or false."""
        if self.is_postgres:
            return compose("({})", value)
        return compose("CASE WHEN {} THEN json('true') ELSE json('false') END", value)

    def json_codes(self, rows: Sql) -> Sql:
        """A subquery with a column `code` as a sorted JSON list without repetition."""
        if self.is_postgres:
            return compose(
                "(SELECT COALESCE(jsonb_agg(DISTINCT code ORDER BY code), '[]'::jsonb) FROM ({}) AS codes)", rows
            )
        return compose(
            "(SELECT json(json_group_array(code)) FROM (SELECT DISTINCT code FROM ({}) ORDER BY code))", rows
        )
