# SPDX-License-Identifier: EUPL-1.2
"""Finding young people: the list of those one has to do with, and search by name, reference or full CPR number."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import latest_start
from roedtraad.kernel.contributions import PersonColumn, person_columns, person_relations
from roedtraad.kernel.errors import NotAllowed
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.periods import running
from roedtraad.kernel.rights import PARTS, RIGHTS, SCOPES, Part, Right, Scope, has_right, roles_with_scope
from roedtraad.kernel.text import fold
from roedtraad.organisation.models import Unit
from roedtraad.people import cpr, policies
from roedtraad.people.facts import MAIN_ORDER
from roedtraad.people.models import LifeSituation, SituationKind, YoungPerson
from roedtraad.people.queries import MONTHS_A_YEAR, age_on, status_currency

SCOPE_TITLES: Final[Mapping[Scope, Promise]] = {
    Scope.OWN: gettext_lazy("those I follow"),
    Scope.UNIT: gettext_lazy("my unit's"),
    Scope.DEPARTMENT: gettext_lazy("my department's"),
    Scope.SCHOOL: gettext_lazy("my school's pupils"),
    Scope.UNIT_SIGNALS: gettext_lazy("with a signal in my unit"),
    Scope.GLASS: gettext_lazy("opened in an emergency"),
}
LONGEST_QUESTION: Final = 100
MOST_HITS: Final = 20
"""Nobody reads further in a search; one writes more of the name."""
_NAME_ORDER: Final = ("sort_name", "id")
_AFTER_EVERY_LETTER: Final = "\U0010ffff"
_DIGITS_IN_CPR: Final = 10
_CHUNK: Final = 2_000
_ONLY_DIGITS: Final = re.compile(r"[\d\s.\-\u2010-\u2015]+")


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What a list shows. Empty means no filter; `missing` is the name of a column that must be empty."""

    name: str = ""
    scope: str = ""
    school: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    status: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One young person in a list, with the columns that other rooms add, in the order of `PeopleList.columns`."""

    person_id: int
    name: str
    reference: str
    born_on: dt.date
    age: int
    school: str
    status: str
    is_status_unknown: bool
    extra: tuple[Any, ...] = ()

    @property
    def extra_texts(self) -> list[str]:
        """The added columns as text in the reader's language."""
        return [
            date_format(one, "SHORT_DATE_FORMAT") if isinstance(one, dt.date) else str(one or "") for one in self.extra
        ]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns the actor's lists have: only what every role that lists people may see."""

    parts: frozenset[Part]
    extra: tuple[PersonColumn, ...]

    @property
    def has_school(self) -> bool:
        return Part.SCHOOL in self.parts

    @property
    def has_status(self) -> bool:
        return Part.SITUATIONS in self.parts


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A person who is known to the municipality, but is not the actor's business: only whom to call."""

    person_id: int
    entry_unit: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. `asked` is what the log keeps: the words, or that it was by CPR number."""

    rows: Sequence[PersonRow]
    has_more: bool = False
    elsewhere: Elsewhere | None = None
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def person_ids(self) -> list[int]:
        """Everybody of whom the answer tells something."""
        return [row.person_id for row in self.rows] + ([self.elsewhere.person_id] if self.elsewhere else [])


def columns_for(actor: Actor) -> Columns:
    """The columns of the actor's lists. With several roles it is what all of them may see, so that no row tells too much."""
    roles = [role for role in actor.roles if Right.SEE_PERSON in RIGHTS[role]]
    parts = frozenset(Part) if actor.is_system else frozenset[Part]()
    if roles:
        parts = frozenset(Part).intersection(*(PARTS[role] for role in roles))
    return Columns(parts, tuple(column for column in person_columns if column.part in parts))


def columns_for_search(actor: Actor) -> Columns:
    """What tells two people of one name apart, and no more: search is to be quick, and to show little."""
    return Columns(columns_for(actor).parts & {Part.IDENTITY, Part.SCHOOL}, ())


def scopes_of(actor: Actor) -> list[Scope]:
    """The ways in which people can be the actor's business."""
    mine = frozenset[Scope]().union(*(SCOPES.get(role, frozenset()) for role in actor.roles))
    return [scope for scope in Scope if scope in mine]


def people_list(actor: Actor, filters: PeopleFilters, *, sort: str = "name", page: int = 1) -> Page[PersonRow]:
    """One page of the young people whom the actor may see, in the same number of queries whatever the rows."""
    columns = columns_for(actor)
    found = paged(_ordered(actor, _filtered(actor, filters, columns), columns, sort).only("pk"), page)
    return found.with_rows(lambda people: _rows(actor, [one.pk for one in people], columns))


def people_for_export(actor: Actor, filters: PeopleFilters, *, sort: str = "name") -> list[PersonRow]:
    """Every row behind the filter about which the actor may take out lists."""
    columns = columns_for(actor)
    people = _filtered(actor, filters, columns, Right.EXPORT_LISTS)
    ids = list(_ordered(actor, people, columns, sort).values_list("pk", flat=True))
    chunks = (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
    return [row for chunk in chunks for row in _rows(actor, chunk, columns)]


def _filtered(
    actor: Actor, filters: PeopleFilters, columns: Columns, right: Right = Right.SEE_PERSON
) -> QuerySet[YoungPerson]:
    """The one truth behind rows, counts and exports. A filter on what the actor may not see is no filter."""
    people = policies.visible(actor, right)
    if filters.name:
        people = people.filter(named(filters.name))
    if filters.scope in {scope.value for scope in scopes_of(actor)}:
        people = people.filter(pk__in=_ids_in_scope(actor, Scope(filters.scope)))
    if filters.school and columns.has_school:
        people = people.filter(school_id=filters.school)
    people = people.filter(_aged(filters, actor.on))
    if filters.status and columns.has_status:
        people = people.annotate(status_kind=_status(actor.on)).filter(status_kind=filters.status)
    for column in columns.extra:
        if column.name == filters.missing:
            people = people.annotate(missing_value=column.expression(actor)).filter(missing_value__isnull=True)
    return people


def named(text: str) -> Q:
    """People whose name begins with the first word and holds the beginnings of the others, in whatever order they are written.

    The first word is answered by an index; a folded search column makes accents, case and aa/å the same.
    """
    words = fold(text[:LONGEST_QUESTION]).split()
    if not words:
        return Q(pk__in=[])
    first, *further = words
    condition = _begins("search_given", first) | _begins("search_family", first)
    for word in further:
        condition &= Q(search_given__contains=f" {word}") | Q(search_family__contains=f" {word}")
    return condition


def _begins(column: str, word: str) -> Q:
    """A prefix as each database's index answers it: SQLite by a range, PostgreSQL by the pattern index behind LIKE."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": word})
    return Q(**{f"{column}__gte": word, f"{column}__lt": word + _AFTER_EVERY_LETTER})


def _aged(filters: PeopleFilters, on: dt.date) -> Q:
    """Whole years as limits on the date of birth, both included."""
    condition = Q()
    if filters.age_from is not None:
        condition &= Q(born_on__lte=latest_start(on, filters.age_from * MONTHS_A_YEAR))
    if filters.age_to is not None:
        condition &= Q(born_on__gt=latest_start(on, (filters.age_to + 1) * MONTHS_A_YEAR))
    return condition


def _ids_in_scope(actor: Actor, scope: Scope) -> QuerySet[Any, Any]:
    """The persons that one scope reaches; always used inside `policies.visible`."""
    grants = actor.grants_with(roles_with_scope(scope))
    reached = [r.person_ids(actor, grants) for r in person_relations if r.scope == scope] if grants else []
    ids = [one.values("young_person_id").order_by() for one in reached if one is not None]
    if not ids:
        return YoungPerson.objects.none().values("pk")
    return ids[0].union(*ids[1:]) if len(ids) > 1 else ids[0]


def _status(on: dt.date) -> Coalesce:
    """The kind of the main current life situation, as the fact `status` has it: unknown when none is current and confirmed."""
    day = dt.timedelta(days=1)
    stale = Q()
    for kind, days in status_currency(on).items():
        stale |= Q(kind=kind, confirmed_on__lt=on - day * days)
    current = LifeSituation.objects.filter(running(on))
    current = current.filter(young_person=OuterRef("pk")).exclude(kind=SituationKind.UNKNOWN)
    place = Case(*(When(kind=kind, then=Value(n)) for n, kind in enumerate(MAIN_ORDER)), default=Value(len(MAIN_ORDER)))
    current = (current.filter(~stale) if stale else current).order_by(place, "started_on")
    return Coalesce(Subquery(current.values("kind")[:1]), Value(SituationKind.UNKNOWN.value))


def sorts_for(columns: Columns) -> list[str]:
    """The words by which the list can be ordered."""
    return ["name", "age", *(column.name for column in columns.extra if column.is_sortable)]


def _ordered(actor: Actor, people: QuerySet[YoungPerson], columns: Columns, sort: str) -> QuerySet[YoungPerson]:
    """The order asked for; an unknown word is the name. Rows without a value come last either way."""
    falls, word = sort.startswith("-"), sort.removeprefix("-")
    if word == "age":
        return people.order_by("born_on" if falls else "-born_on", *_NAME_ORDER)
    for column in columns.extra:
        if column.is_sortable and column.name == word:
            order = OrderBy(F("order_value"), descending=falls, nulls_last=True)
            return people.annotate(order_value=column.expression(actor)).order_by(order, *_NAME_ORDER)
    return (
        people.order_by(*(f"-{column}" for column in _NAME_ORDER))
        if falls and word == "name"
        else people.order_by(*_NAME_ORDER)
    )


def _rows(actor: Actor, ids: Sequence[int], columns: Columns) -> list[PersonRow]:
    """The rows of these persons in this order. What a row shows is worked out for them only, not for all that match."""
    found = {row.person_id: row for row in _read(actor, YoungPerson.objects.filter(pk__in=ids).order_by(), columns)}
    return [found[pk] for pk in ids if pk in found]


def _read(actor: Actor, people: QuerySet[YoungPerson], columns: Columns) -> list[PersonRow]:
    names = ["given_name", "family_name", "reference", "born_on"]
    shown: dict[str, Any] = {f"extra_{column.name}": column.expression(actor) for column in columns.extra}
    if columns.has_status:
        shown["status_kind"] = _status(actor.on)
    if columns.has_school:
        names.append("school__name")
    return [_row(one, columns, actor.on) for one in people.annotate(**shown).values("pk", *names, *shown)]


def _row(one: Mapping[str, Any], columns: Columns, on: dt.date) -> PersonRow:
    status = one.get("status_kind", "")
    return PersonRow(
        person_id=one["pk"],
        name=f"{one['given_name']} {one['family_name']}",
        reference=one["reference"],
        born_on=one["born_on"],
        age=age_on(one["born_on"], on),
        school=one.get("school__name") or "",
        status=str(SituationKind(status).label) if status else "",
        is_status_unknown=status == SituationKind.UNKNOWN,
        extra=tuple(one[f"extra_{column.name}"] for column in columns.extra),
    )


def is_cpr_question(text: str) -> bool:
    """Whether somebody asks for a full CPR number: ten digits and nothing else."""
    return bool(_ONLY_DIGITS.fullmatch(text)) and sum(char.isdigit() for char in text) == _DIGITS_IN_CPR


def search(actor: Actor, text: str) -> Found:
    """Young people by name or reference among those the actor may see, or by the full CPR number.

    A CPR number that belongs to somebody else's young person tells only that the person is known and which unit to call.
    Refuses with `search_by_cpr` a role without that right, and with `cpr_invalid` a number that cannot be one.
    """
    text = " ".join(text[:LONGEST_QUESTION].split())
    if is_cpr_question(text):
        return _search_by_cpr(actor, text)
    called = YoungPerson.objects.filter(named(text) | Q(reference=text))
    people = policies.visible_among(actor, called).order_by(*_NAME_ORDER)
    rows = _read(actor, people[: MOST_HITS + 1], columns_for_search(actor)) if text else []
    return Found(rows[:MOST_HITS], has_more=len(rows) > MOST_HITS, asked={"by": "name", "words": text})


def _search_by_cpr(actor: Actor, text: str) -> Found:
    if not has_right(actor, Right.SEARCH_BY_CPR):
        raise NotAllowed("search_by_cpr", _("Your role does not search by CPR number. Search by name."))
    number = cpr.normalise(text)
    asked = {"by": "cpr", "number": cpr.mask(cpr.birth_date(number))}
    person = YoungPerson.objects.filter(cpr_sealed=cpr.seal(number)).only("pk").first()
    if person is None:
        return Found((), asked=asked)
    if policies.can(actor, Right.SEE_PERSON, person.pk):
        return Found(_rows(actor, [person.pk], columns_for_search(actor)), asked=asked)
    entry = Unit.objects.filter(is_entry=True, is_active=True).first()
    return Found((), elsewhere=Elsewhere(person.pk, entry.local_name if entry else ""), asked=asked)
