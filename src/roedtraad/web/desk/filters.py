# SPDX-License-Identifier: EUPL-1.2
"""The desk's filter: a form whose whole state is in the URL, and the chosen filters as words that can be taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from roedtraad.detection.models import SignalState
from roedtraad.detection.queries import SORTS, SignalFilters, SignalRow
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.listing import chosen, ordering
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Unit

Words = Mapping[str, str | Promise]

WHO: Final[Words] = {
    "me": gettext_lazy("Mine"),
    "nobody": gettext_lazy("Nobody's yet"),
    "unit": gettext_lazy("My unit's"),
    "all": gettext_lazy("All that I may see"),
}
LEADER_WHO: Final[Words] = {
    "led": gettext_lazy("All units that I lead"),
    "untaken": gettext_lazy("Nobody's yet, in units that I lead"),
}
DUE: Final[Words] = {
    "overdue": gettext_lazy("Overdue"),
    "week": gettext_lazy("Within 7 days"),
    "month": gettext_lazy("Within 30 days"),
}
STATES: Final[Words] = {
    "waiting": gettext_lazy("Waiting"),
    SignalState.NEW.value: gettext_lazy("New, not taken on"),
    SignalState.ACKNOWLEDGED.value: gettext_lazy("Taken on"),
    SignalState.SNOOZED.value: gettext_lazy("Has been put off"),
    SignalState.NOT_TRUE.value: gettext_lazy("Answered: not true"),
    "all": gettext_lazy("All open"),
}
GROUPS: Final[Words] = {
    "rule": pgettext_lazy("group by", "Rule"),
    "unit": pgettext_lazy("group by", "Unit"),
    "person": pgettext_lazy("group by", "Young person"),
}
_GROUP_ORDER: Final[Mapping[str, Sequence[str]]] = {
    "rule": ("rule",), "unit": ("unit__name_da", "unit_id"), "person": ("young_person__sort_name", "young_person_id"),
}  # fmt: skip
_TITLES: Final = {"rule": "rule_title", "unit": "unit_name", "person": "person_name"}
DEFAULT_SORT: Final = "due"


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter in words, and the page without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen among: whose signals, rules by id and units by key, each in the reader's words."""

    who: Words
    usual_who: str
    rules: Mapping[str, str]
    units: Mapping[int, str]


def who_words(actor: Actor) -> dict[str, str | Promise]:
    """Whose signals this actor can choose between."""
    leads = LEADER_WHO if has_right(actor, Right.SEE_UNIT_FIGURES) else {}
    return {**leads, **WHO}


def units() -> dict[int, str]:
    """The units that signals can lie in."""
    return {unit.pk: unit.local_name for unit in Unit.objects.filter(is_active=True).only("name_da", "name_en")}


class DeskFilter(forms.Form):
    """The fields of the filter; it is never invalid, since what is not understood is no filter."""

    who = forms.ChoiceField(label=gettext_lazy("Whose"), required=False)
    due = forms.ChoiceField(label=pgettext_lazy("deadline", "Due"), required=False)
    rule = forms.ChoiceField(label=gettext_lazy("Signal"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Answer"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group by"), required=False)
    new = forms.BooleanField(label=gettext_lazy("Only new since last time"), required=False)

    def __init__(self, filters: SignalFilters, group: str, choices: Choices) -> None:
        initial = {
            "who": filters.who, "due": filters.due, "rule": filters.rule, "unit": filters.unit, "state": filters.state,
            "group": group, "new": filters.only_new,
        }  # fmt: skip
        super().__init__(initial=initial)
        self.use_required_attribute = False
        rules = sorted(choices.rules.items(), key=lambda rule: rule[1].casefold())
        self._choose("who", choices.who)
        self._choose("due", DUE, _("Any time"))
        self._choose("rule", dict(rules), _("All signals"))
        self._choose("unit", choices.units, _("All units"))
        self._choose("state", STATES)
        self._choose("group", GROUPS, _("No groups"))
        self.fields["new"].widget.attrs["value"] = "1"
        self.fields["who"].widget.attrs["data-usual"] = choices.usual_who
        self.fields["state"].widget.attrs["data-usual"] = "waiting"

    def _choose(self, name: str, words: Mapping[Any, Any], empty: str = "") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", empty)] if empty else []), *words.items()]


def group_of(query: QueryDict) -> str:
    """How the list is grouped; empty for not at all."""
    return chosen(query, "group", GROUPS)


def order_of(query: QueryDict) -> tuple[str, ...]:
    """The columns to order by: the group first, so that its rows stand together."""
    _word, columns = ordering(query, SORTS, DEFAULT_SORT)
    return (*_GROUP_ORDER.get(group_of(query), ()), *columns)


def chips(query: QueryDict, filters: SignalFilters, choices: Choices) -> list[Chip]:
    """Every filter that is not the usual, in words."""
    named = {
        "who": "" if filters.who == choices.usual_who else choices.who.get(filters.who, ""),
        "due": DUE.get(filters.due, ""),
        "rule": choices.rules.get(filters.rule, filters.rule),
        "unit": choices.units.get(filters.unit or 0, ""),
        "state": "" if filters.state == "waiting" else STATES.get(filters.state, ""),
        "new": _("New since last time") if filters.only_new else "",
        "person": _("One young person") if filters.person else "",
        "assignee": _("One colleague") if filters.assignee else "",
        "source": filters.source,
    }
    return [Chip(str(label), without(query, name)) for name, label in named.items() if label]


def without(query: QueryDict, name: str) -> str:
    """The same page with one filter taken away."""
    rest = query.copy()
    for gone in (name, "page"):
        rest.pop(gone, None)
    return f"?{rest.urlencode()}"


def only(query: QueryDict, name: str, value: object) -> str:
    """The same page with one more filter and no groups."""
    rest = query.copy()
    for gone in ("group", "page"):
        rest.pop(gone, None)
    rest[name] = str(value)
    return f"?{rest.urlencode()}"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that stand together, under a title that leads to these rows alone; no title when nothing is grouped."""

    title: str
    href: str
    rows: Sequence[SignalRow]


def parts(query: QueryDict, rows: Sequence[SignalRow], choices: Choices) -> list[Part]:
    """A page's rows in their groups."""
    group = group_of(query)
    if not group:
        return [Part("", "", rows)]
    unit_ids = {name: key for key, name in choices.units.items()}
    made = []
    for title, these in groupby(rows, key=attrgetter(_TITLES[group])):
        found = list(these)
        value = {"rule": found[0].rule, "person": found[0].person_id, "unit": unit_ids.get(title)}[group]
        made.append(Part(title or _("No unit"), only(query, group, value) if value else "", found))
    return made
