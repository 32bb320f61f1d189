# SPDX-License-Identifier: EUPL-1.2
"""Fjordby's rules as somebody would write them by hand for SQLite: the reference that the sweep is measured against.

Each rule is one INSERT … SELECT that raises what is not raised already, with the same evidence, origins, unit and assignee,
and one UPDATE that closes what no longer holds.
"""

import datetime as dt
from collections.abc import Iterator

from roedtraad.kernel.calendar import add_working_days, latest_start
from roedtraad.organisation.profile import Profile

CURRENT = """s.young_person_id = p.id AND s.started_on <= '{on}' AND (s.ended_on IS NULL OR s.ended_on >= '{on}')
    AND s.confirmed_on >= CASE s.kind {currency} ELSE '0001-01-01' END"""
OPEN = "c.young_person_id = p.id AND c.opened_on <= '{on}' AND (c.closed_on IS NULL OR c.closed_on > '{on}')"
ACTIVE = "'school','grade_10','youth_education','fgu','stu','work','measure','placement'"
AGE = """({months} - (CAST(substr(p.born_on,1,4) AS INTEGER)*12 + CAST(substr(p.born_on,6,2) AS INTEGER))
    - ({day} < CAST(substr(p.born_on,9,2) AS INTEGER)))"""
CODES = "(SELECT json_group_array({column}) FROM (SELECT DISTINCT {column} FROM cases_case c WHERE {open} ORDER BY 1))"
CASE_ORIGIN = """(SELECT json_object('source', c.source, 'as_of', c.confirmed_on) FROM cases_case c WHERE {open}
    ORDER BY c.confirmed_on DESC, c.id DESC LIMIT 1)"""
STATUS_ORIGIN = """(SELECT json_object('source', s.source, 'as_of', s.confirmed_on) FROM people_lifesituation s
    WHERE s.young_person_id = p.id ORDER BY s.confirmed_on DESC, s.id DESC LIMIT 1)"""
CASE_SOURCE = "(SELECT c.source FROM cases_case c WHERE {open} ORDER BY c.confirmed_on DESC, c.id DESC LIMIT 1)"
STATUS_SOURCE = """(SELECT s.source FROM people_lifesituation s WHERE s.young_person_id = p.id
    ORDER BY s.confirmed_on DESC, s.id DESC LIMIT 1)"""
ENDED = "(SELECT MAX(s.ended_on) FROM people_lifesituation s WHERE s.young_person_id = p.id AND s.kind IN ({active}) AND s.ended_on < '{on}')"
INACTIVE = "NOT EXISTS (SELECT 1 FROM people_lifesituation s WHERE s.kind IN ({active}) AND {current})"
OLDEST = "(SELECT MIN(c.opened_on) FROM cases_case c WHERE {open}{more})"
MOVED = """CASE WHEN substr(date({day}, '{months}'), 9) = substr({day}, 9) THEN date({day}, '{months}')
    ELSE date({day}, '{months}', 'start of month') END"""


class Hand:
    """The statements for one day and one profile's currency of statuses."""

    def __init__(self, profile: Profile, on: dt.date) -> None:
        self.on = on
        days = {one.kind: on - dt.timedelta(days=one.days) for one in profile.at(on).status_currency}
        currency = " ".join(f"WHEN '{kind}' THEN '{day}'" for kind, day in days.items())
        self.current = CURRENT.format(on=on, currency=currency)
        self.open = OPEN.format(on=on)
        self.age = AGE.format(months=on.year * 12 + on.month, day=on.day)
        self.ended = ENDED.format(active=ACTIVE, on=on)
        self.inactive = INACTIVE.format(active=ACTIVE, current=self.current)
        self.case_origin = CASE_ORIGIN.format(open=self.open)
        self.case_source = CASE_SOURCE.format(open=self.open)
        self.disciplines = CODES.format(column="discipline", open=self.open)

    def statements(self) -> Iterator[str]:
        """Close, then raise, rule by rule."""
        yield "CREATE TEMP TABLE IF NOT EXISTS hand_days (day TEXT PRIMARY KEY, due TEXT)"
        for back in range(732):
            day = self.on - dt.timedelta(days=back)
            yield f"INSERT OR REPLACE INTO hand_days VALUES ('{day}', '{add_working_days(day, 5)}')"
        for rule, condition, due, evidence, origins, source, year in self.rules():
            yield self._close(rule, condition, year)
            yield self._raise(rule, condition, due, evidence, origins, source, year)

    def _close(self, rule: str, condition: str, year: str) -> str:
        return f"""UPDATE detection_signal SET closed_on = '{self.on}', closed_because = 'facts'
            WHERE rule = '{rule}' AND closed_on IS NULL AND NOT EXISTS (SELECT 1 FROM people_youngperson p
            WHERE p.id = detection_signal.young_person_id AND detection_signal.occurrence = {year} AND {condition})"""

    def _raise(self, rule: str, condition: str, due: str, evidence: str, origins: str, source: str, year: str) -> str:
        unit = f"(SELECT c.unit_id FROM cases_case c WHERE {self.open} ORDER BY c.opened_on DESC, c.id LIMIT 1)"
        worker = f"""(SELECT c.caseworker_id FROM cases_case c WHERE {self.open} AND c.caseworker_id IS NOT NULL
            ORDER BY c.opened_on DESC, c.id LIMIT 1)"""
        contact = f"""(SELECT k.account_id FROM cases_contactperson k WHERE k.young_person_id = p.id AND k.is_coordinating
            AND k.started_on <= '{self.on}' AND (k.ended_on IS NULL OR k.ended_on >= '{self.on}') LIMIT 1)"""
        entry = "(SELECT id FROM organisation_unit WHERE is_entry AND is_active)"
        return f"""INSERT INTO detection_signal (rule, young_person_id, occurrence, raised_on, due_on, evidence, origins,
            source, unit_id, assignee_id, state, state_reason, closed_because)
            SELECT '{rule}', p.id, {year}, '{self.on}', COALESCE({due}, '{self.on}'), json_object({evidence}),
            json_object({origins}), COALESCE({source}, ''), COALESCE({unit}, {entry}), COALESCE({contact}, {worker}),
            'new', '', '' FROM people_youngperson p WHERE {condition} AND NOT EXISTS (SELECT 1 FROM detection_signal g
            WHERE g.rule = '{rule}' AND g.young_person_id = p.id AND g.occurrence = {year} AND g.closed_on IS NULL)"""

    def _aged(self, low: int, high: int) -> str:
        return f"p.born_on <= '{latest_start(self.on, low)}' AND p.born_on > '{latest_start(self.on, high)}'"

    def _has_case(self, *disciplines: str) -> str:
        names = ",".join(f"'{name}'" for name in disciplines)
        return f"EXISTS (SELECT 1 FROM cases_case c WHERE {self.open} AND c.discipline IN ({names}))"

    def _years(self, base: str, first: int) -> str:
        months = self.on.year * 12 + self.on.month
        since = f"""({months} - (CAST(substr({base},1,4) AS INTEGER)*12 + CAST(substr({base},6,2) AS INTEGER))
            - ({self.on.day} < CAST(substr({base},9,2) AS INTEGER)))"""
        return f"CAST((({since} - {first}) / 12) AS TEXT)"

    def _yearly(self, base: str, first: int) -> str:
        months = f"({first} + 12 * {self._years(base, first)})"
        return f"""CASE WHEN substr(date({base}, {months} || ' months'), 9) = substr({base}, 9)
            THEN date({base}, {months} || ' months') ELSE date({base}, {months} || ' months', 'start of month') END"""

    def rules(self) -> Iterator[tuple[str, str, str, str, str, str, str]]:
        """(rule, condition, due, evidence, origins, source, occurrence) of every rule of Fjordby that can run."""
        yield from self._case_rules()
        yield from self._age_rules()
        yield from self._status_rules()

    def _case_rules(self) -> Iterator[tuple[str, str, str, str, str, str, str]]:
        count = f"(SELECT COUNT(DISTINCT c.discipline) FROM cases_case c WHERE {self.open})"
        follows = f"EXISTS (SELECT 1 FROM cases_contactperson k WHERE k.young_person_id = p.id AND k.started_on <= '{self.on}' AND (k.ended_on IS NULL OR k.ended_on >= '{self.on}'))"
        counted, told = f"'open_discipline_count', {count}", f"'open_discipline_count', {self.case_origin}"
        yield "two_disciplines_open", f"{count} >= 2", f"'{self.on}'", counted, told, self.case_source, "''"
        without = f"{counted}, 'has_contact_person', json('false')"
        yield (
            "missing_contact_person",
            f"{count} >= 2 AND NOT {follows}",
            f"'{self.on}'",
            without,
            told,
            self.case_source,
            "''",
        )
        for rule, more, first in (
            ("employment_case_anniversary", " AND c.discipline = 'employment'", 12),
            ("case_duration_review", "", 18),
        ):
            oldest = OLDEST.format(open=self.open, more=more)
            name = "oldest_open_case_on:employment" if more else "oldest_open_case_on"
            condition = f"{oldest} <= '{latest_start(self.on, first)}'"
            yield (
                rule,
                condition,
                self._yearly(oldest, first),
                f"'{name}', {oldest}",
                f"'{name}', {self.case_origin}",
                self.case_source,
                self._years(oldest, first),
            )
        outside = f"(p.born_on > '{latest_start(self.on, 156)}' OR p.born_on <= '{latest_start(self.on, 372)}') AND ({follows} OR EXISTS (SELECT 1 FROM cases_case c WHERE {self.open}))"
        cases = f"(SELECT COUNT(*) FROM cases_case c WHERE {self.open})"
        evidence = f"'age_months', {self.age}, 'has_contact_person', CASE WHEN {follows} THEN json('true') ELSE json('false') END, 'open_case_count', {cases}"
        yield (
            "outside_target_group_soft_limit",
            outside,
            f"'{self.on}'",
            evidence,
            f"'open_case_count', {self.case_origin}",
            self.case_source,
            self._years("p.born_on", 0),
        )

    def _age_rules(self) -> Iterator[tuple[str, str, str, str, str, str, str]]:
        def birthday(months: int) -> str:
            return MOVED.format(day="p.born_on", months=f"+{months} months")

        evidence = f"'age_months', {self.age}, 'open_disciplines', {self.disciplines}"
        origins = f"'open_disciplines', {self.case_origin}"
        condition = f"{self._aged(210, 216)} AND {self._has_case('social')}"
        yield "social_case_turning_17_half", condition, birthday(210), evidence, origins, self.case_source, "''"
        laws = CODES.format(column="law", open=self.open)
        kinds = f"(SELECT json_group_array(kind) FROM (SELECT DISTINCT s.kind FROM people_lifesituation s WHERE s.kind <> 'unknown' AND {self.current} ORDER BY 1))"
        at_stu = f"EXISTS (SELECT 1 FROM people_lifesituation s WHERE s.kind = 'stu' AND {self.current})"
        by_law = f"EXISTS (SELECT 1 FROM cases_case c WHERE {self.open} AND c.law IN ('SEL','barnets_lov','STU'))"
        condition = f"{self._aged(204, 228)} AND {self._has_case('children_family', 'social', 'disability')} AND ({by_law} OR {at_stu})"
        more = f"{evidence}, 'open_case_laws', {laws}, 'situation_kinds', {kinds}"
        told = f"{origins}, 'open_case_laws', {self.case_origin}, 'situation_kinds', {STATUS_ORIGIN}"
        yield "transition_forum_17_18", condition, birthday(216), more, told, STATUS_SOURCE, "''"
        condition = f"{self._aged(192, 216)} AND {self._has_case('disability')}"
        evidence = f"'age_months', {self.age}, 'lasting_impairment', json('true')"
        yield (
            "disability_transition_from_16",
            condition,
            birthday(192),
            evidence,
            f"'lasting_impairment', {self.case_origin}",
            self.case_source,
            "''",
        )
        person = "json_object('source', p.source, 'as_of', p.confirmed_on)"
        condition = f"p.special_class AND {self._aged(180, 300)} AND NOT {at_stu}"
        evidence = f"'special_class', json('true'), 'age_months', {self.age}, 'situation_kinds', {kinds}"
        origins = f"'special_class', {person}, 'situation_kinds', {STATUS_ORIGIN}"
        yield "special_class_specialneeds_education", condition, f"'{self.on}'", evidence, origins, STATUS_SOURCE, "''"

    def _status_rules(self) -> Iterator[tuple[str, str, str, str, str, str, str]]:
        known = f"EXISTS (SELECT 1 FROM people_lifesituation s WHERE s.kind <> 'unknown' AND {self.current})"
        evidence = f"'age_months', {self.age}, 'status', 'unknown'"
        yield (
            "status_unknown",
            f"{self._aged(180, 300)} AND NOT {known}",
            f"'{self.on}'",
            evidence,
            f"'status', {STATUS_ORIGIN}",
            STATUS_SOURCE,
            "''",
        )
        benefit = (
            f"(SELECT s.started_on FROM people_lifesituation s WHERE s.kind = 'benefit' AND {self.current} LIMIT 1)"
        )
        evidence = f"'on_benefit', json('true'), 'benefit_since', {benefit}"
        origins = f"'on_benefit', {STATUS_ORIGIN}, 'benefit_since', {STATUS_ORIGIN}"
        yield (
            "benefit_over_one_year",
            f"{benefit} <= '{latest_start(self.on, 12)}'",
            self._yearly(benefit, 12),
            evidence,
            origins,
            STATUS_SOURCE,
            self._years(benefit, 12),
        )
        stopped = f"{self._aged(180, 216)} AND {self.inactive} AND {self.ended} IS NOT NULL"
        reached = f"EXISTS (SELECT 1 FROM cases_contact t WHERE t.young_person_id = p.id AND t.outcome = 'reached' AND t.held_on <= '{self.on}' AND t.held_on >= {self.ended})"
        evidence, origins = (
            f"'age_months', {self.age}, 'activity_ended_on', {self.ended}",
            f"'activity_ended_on', {STATUS_ORIGIN}",
        )
        contact = f"{evidence}, 'contacted_since_activity_ended', json('false')"
        due = f"(SELECT due FROM hand_days WHERE day = {self.ended})"
        yield "duty_15_17_contact_5_days", f"{stopped} AND NOT {reached}", due, contact, origins, STATUS_SOURCE, "''"
        yield (
            "duty_15_17_activity_30_days",
            stopped,
            f"date({self.ended}, '+30 days')",
            evidence,
            origins,
            STATUS_SOURCE,
            "''",
        )
        kinds = "'youth_education','stu','fgu'"
        begun = f"(SELECT s.started_on FROM people_lifesituation s WHERE s.kind IN ({kinds}) AND {self.current} ORDER BY CASE s.kind WHEN 'youth_education' THEN 0 WHEN 'stu' THEN 1 ELSE 2 END LIMIT 1)"
        follows = f"EXISTS (SELECT 1 FROM cases_contactperson k WHERE k.young_person_id = p.id AND k.started_on <= '{self.on}' AND (k.ended_on IS NULL OR k.ended_on >= '{self.on}'))"
        cases = f"(SELECT COUNT(*) FROM cases_case c WHERE {self.open})"
        condition = f"({follows} OR {cases} >= 1) AND {begun} > '{latest_start(self.on, 6)}' AND {begun} <= '{self.on}'"
        evidence = f"'in_education', json('true'), 'education_started_on', {begun}, 'has_contact_person', CASE WHEN {follows} THEN json('true') ELSE json('false') END, 'open_case_count', {cases}"
        origins = f"'in_education', {STATUS_ORIGIN}, 'education_started_on', {STATUS_ORIGIN}, 'open_case_count', {self.case_origin}"
        yield "education_start_first_six_months", condition, f"'{self.on}'", evidence, origins, self.case_source, "''"
