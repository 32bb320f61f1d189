# SPDX-License-Identifier: EUPL-1.2
"""What is typed in a meeting: an agreement in one line, and a question to somebody who may decide."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.staff import colleagues_in_departments
from roedtraad.kernel.rights import Right
from roedtraad.meetings.actions.sitting_lines import LineDraft
from roedtraad.meetings.models import AgendaItem, AgreementLine, Participant, Reply
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.forms import DATE_HINT, DayField
from roedtraad.plans.forms import UnitField
from roedtraad.plans.models import Area, Step

_YOUNG, _HERE, _FREE, _OUTSIDE = "young", "here", "free", "outside"
Choices = list[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class LineChoices:
    """What a line can be filled in with, worked out once for all lines of an item."""

    doers: Choices
    deciders: Choices
    payers: Choices
    steps: Choices

    @classmethod
    def of(cls, item: AgendaItem, parts: Iterable[Participant], steps: Iterable[Step]) -> Self:
        """Those who take part first; every unit may decide and pay. `steps` are those that may be told."""
        parts = [one for one in parts if one.reply != Reply.NO]
        staff: Choices = [(f"account:{one.account_id}", str(one.account)) for one in parts if one.account_id]
        guardians: Choices = [(f"guardian:{one.guardian.name}", one.guardian.name) for one in parts if one.guardian]
        others: Choices = [(f"guardian:{one.outside_name}", one.outside_name) for one in parts if one.outside_name]
        units: Choices = [(f"unit:{one.pk}", one.local_name) for one in _units(item)]
        young: Choices = [(_YOUNG, _("the young person"))]
        somebody: Choices = [(_OUTSIDE, _("somebody else"))]
        return cls(
            doers=[("", _("Nobody yet")), *young, *staff, *guardians, *others, *somebody],
            deciders=[("", _("Nobody yet")), (_HERE, _("this meeting")), *young, *staff, *units],
            payers=[("", _("Nobody yet")), (_FREE, _("costs nothing")), *units],
            steps=[("", _("A step of its own")), *((str(one.pk), one.title) for one in steps)],
        )


def _units(item: AgendaItem) -> Iterable[Unit]:
    """The item's own unit first."""
    units = list(Unit.objects.filter(is_active=True))
    return sorted(units, key=lambda one: one.pk != item.unit_id)


class LineForm(forms.Form):
    """An agreement as it is typed; nothing in it is required, because it is finished while people talk."""

    one_of = ("what", "doer", "outside_party", "due_on", "decided", "paid", "area", "step")
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, max_value=10**8, widget=forms.HiddenInput)
    what = forms.CharField(label=_("What"), max_length=300, required=False)
    doer = forms.ChoiceField(label=_("Who"), required=False)
    outside_party = forms.CharField(label=_("Who else"), max_length=150, required=False)
    due_on = DayField(label=_("By when"), required=False)
    decided = forms.ChoiceField(label=_("Decided by"), required=False)
    paid = forms.ChoiceField(label=_("Paid by"), required=False)
    area = forms.ChoiceField(label=_("Area"), choices=[("", _("Not said")), *Area.choices], required=False)
    step = forms.ChoiceField(label=_("Under which step of the plan"), required=False)

    def __init__(self, *args: Any, choices: LineChoices, key: UUID, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": key, **kwargs.get("initial", {})}
        super().__init__(*args, **{**kwargs, "auto_id": f"line-{key}-%s"})
        self.line_key, self.choices = key, choices
        for name, offered in (
            ("doer", choices.doers), ("decided", choices.deciders), ("paid", choices.payers), ("step", choices.steps),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _with_held(offered, self.initial.get(name), self.initial.get("names", {}))
        self.fields["due_on"].widget.attrs |= {"autocomplete": "off", "list": "offered-days"}
        self.fields["what"].widget.attrs |= {"autocomplete": "off"}

    @classmethod
    def sent(cls, data: QueryDict, choices: LineChoices, key: UUID, held: AgreementLine | None) -> Self:
        """The form as somebody has sent it; `held` is the line as it stands, when there is one."""
        return cls(data, choices=choices, key=key, initial=line_initial(held, choices) if held else {})

    def build_on(self, version: int) -> None:
        """The next save is written from the version that the writer now sees beside the own words."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(version)
        self.data = data

    @property
    def shows_outside(self) -> bool:
        """Whether "who else" has something in it."""
        return bool(self["outside_party"].value())

    def draft(self) -> LineDraft:
        """What was typed."""
        data = self.cleaned_data
        kind, _mark, value = data["doer"].partition(":")
        outside = value if kind == "guardian" else data["outside_party"] if kind in ("", _OUTSIDE) else ""
        decider, _mark, by = data["decided"].partition(":")
        return LineDraft(
            key=data["key"], what=data["what"], area=data["area"], step_id=int(data["step"]) if data["step"] else None,
            responsible_id=int(value) if kind == "account" else None, by_young_person=kind == _YOUNG,
            outside_party=outside, due_on=data["due_on"], decided_here=decider == _HERE,
            decided_by_young_person=decider == _YOUNG, decided_by_id=int(by) if decider == "account" else None,
            decided_unit_id=int(by) if decider == "unit" else None, costs_nothing=data["paid"] == _FREE,
            paid_by_id=int(data["paid"].partition(":")[2]) if data["paid"].startswith("unit:") else None,
        )  # fmt: skip


def _with_held(offered: Choices, held: object, names: dict[str, str]) -> Choices:
    """What stands in the line can be chosen also when it is offered no more."""
    if not held or any(str(value) == str(held) for value, _label in offered):
        return offered
    return [*offered, (str(held), names.get(str(held), str(held).partition(":")[2]))]


def line_initial(line: AgreementLine, choices: LineChoices) -> dict[str, Any]:
    """A line as its form shows it."""
    doer, names = _doer(line, choices), {}
    if line.responsible:
        names[doer] = line.responsible.name
    decided, decider = _decided(line)
    names[decided] = decider
    paid = _FREE if line.costs_nothing else f"unit:{line.paid_by_id}" if line.paid_by_id else ""
    return {
        "seen": line.version, "what": line.what, "doer": doer, "due_on": line.due_on, "decided": decided, "paid": paid,
        "outside_party": line.outside_party if doer == _OUTSIDE else "", "area": line.area, "step": line.step_id or "",
        "names": names,
    }  # fmt: skip


def _doer(line: AgreementLine, choices: LineChoices) -> str:
    if line.by_young_person:
        return _YOUNG
    if line.responsible_id:
        return f"account:{line.responsible_id}"
    named = f"guardian:{line.outside_party}"
    if any(value == named for value, _label in choices.doers):
        return named
    return _OUTSIDE if line.outside_party else ""


def _decided(line: AgreementLine) -> tuple[str, str]:
    """Who decided, as the form asks, and by name."""
    if line.decided_by:
        return f"account:{line.decided_by_id}", line.decided_by.name
    if line.decided_unit:
        return f"unit:{line.decided_unit_id}", line.decided_unit.local_name
    return (_HERE if line.decided_here else _YOUNG if line.decided_by_young_person else ""), ""


class AskForm(forms.Form):
    """What is asked for, of which unit or colleague, and by when it must be answered."""

    what = forms.CharField(label=_("What is asked for"), max_length=300)
    unit = UnitField(label=_("Which unit may decide"), queryset=Unit.objects.none(), empty_label=_("Choose"))
    account = ColleagueField(
        label=_("Who there"), queryset=Account.objects.none(), required=False, empty_label=_("The leader"),
        help_text=_("Without a name it goes to the leader of the unit."),
    )  # fmt: skip
    due_on = DayField(label=_("Answer no later than"), help_text=DATE_HINT)

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(is_active=True).select_related("department")
        departments = [one.department_id for one in units]
        for name, rows in (
            ("unit", units), ("account", colleagues_in_departments(Right.PREPARE_MEETINGS, departments, on)),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


GRANT, REFUSE = "grant", "refuse"
ANSWERS: Final = ((GRANT, _("Yes, it is granted")), (REFUSE, _("No")))


class AnswerForm(forms.Form):
    """Yes or no, and why."""

    granted = forms.ChoiceField(label=_("Your answer"), choices=ANSWERS, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Why, or on what terms"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A no must have a reason. The young person may read it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("granted") == REFUSE and not data.get("answer"):
            self.add_error("answer", _t("Write why, so that the young person can be told."))
        return data
