# SPDX-License-Identifier: EUPL-1.2
"""What this room knows about everybody on a date: open cases, contact person, contacts."""

from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import ContactOutcome
from roedtraad.kernel.facts import Arguments, Fact, FactKind, Moment, Origin, facts
from roedtraad.kernel.sql import Sql, compose, param, param_list
from roedtraad.people.facts import ACTIVITY


def register() -> None:
    """Register this room's facts, and those that come with the plan and the handover."""
    number, boolean, codes, date = FactKind.NUMBER, FactKind.BOOLEAN, FactKind.CODES, FactKind.DATE
    by_case = frozenset({"discipline", "law"})
    for fact in (
        Fact("open_disciplines", codes, _("open cases in"), _open_disciplines, _case_origin),
        Fact("open_case_laws", codes, _("open cases under"), _open_laws, _case_origin),
        Fact("open_discipline_count", number, _("number of disciplines with a case"), _discipline_count, _case_origin),
        Fact("open_case_count", number, _("number of open cases"), _case_count, _case_origin),
        Fact("oldest_open_case_on", date, _("oldest open case from"), _oldest_case, _case_origin, by_case),
        Fact("lasting_impairment", boolean, _("lasting impairment"), _lasting_impairment, _case_origin),
        Fact("has_contact_person", boolean, _("has a contact person"), _has_contact_person),
        Fact("last_contact_on", date, _("last contact"), _last_contact),
        Fact("contacted_since_activity_ended", boolean, _("contact since it ended"), _contacted_since),
    ):
        facts.register(fact)


def _open(at: Moment, args: Arguments) -> Sql:
    """The condition that a case `c` of the person is open on the date, in the discipline and under the law asked for."""
    day = at.dialect.date(at.on)
    condition = compose(
        "c.young_person_id = p.id AND c.opened_on <= {} AND (c.closed_on IS NULL OR c.closed_on > {})", day, day
    )
    for column in ("discipline", "law"):
        if column in args:
            condition = compose(f"{{}} AND c.{column} = {{}}", condition, param(args[column]))
    return condition


def _over_open(at: Moment, args: Arguments, column: str) -> Sql:
    return compose(f"(SELECT {column} FROM cases_case c WHERE {{}})", _open(at, args))


def _open_disciplines(at: Moment, args: Arguments) -> Sql:
    return compose("SELECT c.discipline AS code FROM cases_case c WHERE {}", _open(at, args))


def _open_laws(at: Moment, args: Arguments) -> Sql:
    return compose("SELECT c.law AS code FROM cases_case c WHERE {}", _open(at, args))


def _discipline_count(at: Moment, args: Arguments) -> Sql:
    return _over_open(at, args, "COUNT(DISTINCT c.discipline)")


def _case_count(at: Moment, args: Arguments) -> Sql:
    return _over_open(at, args, "COUNT(*)")


def _oldest_case(at: Moment, args: Arguments) -> Sql:
    return _over_open(at, args, "MIN(c.opened_on)")


def _lasting_impairment(at: Moment, _args: Arguments) -> Sql:
    return compose("EXISTS (SELECT 1 FROM cases_case c WHERE {})", _open(at, {"discipline": "disability"}))


def _has_contact_person(at: Moment, _args: Arguments) -> Sql:
    """Somebody who can still act: a closed account is nobody's contact person (PEERS §7)."""
    day = at.dialect.date(at.on)
    return compose(
        "EXISTS (SELECT 1 FROM cases_contactperson k JOIN organisation_account a ON a.id = k.account_id AND a.is_active"
        " WHERE k.young_person_id = p.id AND k.started_on <= {} AND (k.ended_on IS NULL OR k.ended_on >= {}))",
        day, day,
    )  # fmt: skip


def _last_contact(at: Moment, _args: Arguments) -> Sql:
    """The last time the young person was reached, in whatever way (PEERS §7)."""
    return compose(
        "(SELECT MAX(t.held_on) FROM cases_contact t WHERE t.young_person_id = p.id AND t.outcome = {} AND t.held_on <= {})",
        param(ContactOutcome.REACHED.value), at.dialect.date(at.on),
    )  # fmt: skip


def _contacted_since(at: Moment, _args: Arguments) -> Sql:
    """Whether the young person was reached after the last education, work or measure ended."""
    day = at.dialect.date(at.on)
    return compose(
        "EXISTS (SELECT 1 FROM cases_contact t WHERE t.young_person_id = p.id AND t.outcome = {} AND t.held_on <= {}"
        " AND t.held_on >= (SELECT MAX(s.ended_on) FROM people_lifesituation s"
        " WHERE s.young_person_id = p.id AND s.kind IN ({}) AND s.ended_on < {}))",
        param(ContactOutcome.REACHED.value), day, param_list(ACTIVITY), day,
    )  # fmt: skip


def _case_origin(at: Moment, args: Arguments) -> Origin:
    """The sender and the date of the latest confirmation among the open cases."""
    newest = "(SELECT c.{} FROM cases_case c WHERE {{}} ORDER BY c.confirmed_on DESC, c.id DESC LIMIT 1)"
    return Origin(
        compose(newest.format("source"), _open(at, args)), compose(newest.format("confirmed_on"), _open(at, args))
    )
