# SPDX-License-Identifier: EUPL-1.2
"""Forms on a plan. Each carries the version that it began from, so that nobody's change is lost."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.queries import can_follow
from roedtraad.kernel.actor import Actor
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account, Unit
from roedtraad.organisation.queries import profile_on
from roedtraad.people.forms import DATE_HINT, DayField
from roedtraad.plans import policies
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.models import Area, GoalOutcome, GoalTerm, Plan, StepState
from roedtraad.plans.step_actions import AgreementDetails, Doer, StepDetails

SEEN: Final = "seen"
_YOUNG, _COLLEAGUE, _OUTSIDE, _FREE = "young", "colleague", "outside", "free"
_DOERS: Final = ((_YOUNG, _("the young person")), (_COLLEAGUE, _("a colleague")), (_OUTSIDE, _("somebody outside")))
AREAS: Final = [("", _("Choose")), *Area.choices]


class SeenForm(forms.Form):
    """A form that knows which version of the plan its reader saw."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=10**8, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {SEEN: plan.version if plan else None, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no such parameter while it runs
    """A unit by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 (as Django has it)
        return str(obj.local_name)


def _words(label: Any, most: int = 500, rows: int = 3, **kwargs: Any) -> forms.CharField:  # noqa: ANN401 (a lazy text)
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class StartForm(SeenForm):
    """The plan's first words: the goal."""

    words = _words(
        _("What does the young person want?"),
        help_text=_("Write it as the young person says it. It can be changed at any time."),
    )
    by_young_person = forms.BooleanField(
        label=_("These are the young person's own words"), required=False, initial=True
    )

    def details(self) -> GoalDetails:
        data = self.cleaned_data
        return GoalDetails(
            data["words"], GoalTerm(data.get("term") or GoalTerm.MAIN), data.get("area", ""), data["by_young_person"]
        )


class GoalForm(StartForm):
    """A goal: the main one, or a long or short one on the way."""

    term = forms.ChoiceField(
        label=_("Kind"), choices=GoalTerm.choices, widget=forms.RadioSelect,
        help_text=_("A new main goal takes the place of the one before."),
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Area"), choices=AREAS, required=False)


class EndGoalForm(SeenForm):
    """How a goal ended."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"), widget=forms.RadioSelect,
        choices=[one for one in GoalOutcome.choices if one[0] != GoalOutcome.REPLACED],
    )  # fmt: skip


class DoerForm(SeenForm):
    """Who does it: one of three."""

    one_of = ("responsible", "outside_party")

    doer = forms.ChoiceField(label=_("Who does it"), choices=_DOERS, widget=forms.RadioSelect)
    responsible = ColleagueField(
        label=_("Which colleague"), queryset=Account.objects.none(), required=False, empty_label=_("Choose")
    )
    outside_party = forms.CharField(
        label=_("Who outside"),
        max_length=150,
        required=False,
        help_text=_("For example the FGU school, the doctor, the football club"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"doer": _COLLEAGUE, "responsible": actor.account_id, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.actor = actor
        self._rows("responsible", can_follow(actor.on))

    def _rows(self, name: str, rows: Any) -> None:  # noqa: ANN401 (a queryset of any kind)
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("doer") == _COLLEAGUE and not data.get("responsible"):
            self.add_error("responsible", _("Choose the colleague who does it."))
        if data.get("doer") == _OUTSIDE and not data.get("outside_party"):
            self.add_error("outside_party", _("Write who does it."))
        return data

    def who(self) -> Doer:
        """Who does it, whatever else was left in the other two."""
        data = self.cleaned_data
        if data["doer"] == _YOUNG:
            return Doer(by_young_person=True)
        return (
            Doer(outside_party=data["outside_party"])
            if data["doer"] == _OUTSIDE
            else Doer(account_id=data["responsible"].pk)
        )


class StepForm(DoerForm):
    """A step on the line."""

    field_order = ("title", "area", "unit", "doer", "responsible", "outside_party", "starts_on", "due_on")
    title = forms.CharField(label=_("The step"), max_length=200)
    area = forms.ChoiceField(label=_("Area"), choices=AREAS)
    unit = UnitField(
        label=_("Whose step"), queryset=Unit.objects.none(), required=False, empty_label=_("The young person's own"),
        help_text=_("Other departments see a department's step only when it is shared. All see the young person's own."),
    )  # fmt: skip
    starts_on = DayField(label=_("From"), required=False, help_text=DATE_HINT)
    due_on = DayField(label=_("By when"), required=False, help_text=DATE_HINT)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self._rows("unit", policies.units_to_choose(actor))

    def details(self) -> StepDetails:
        data = self.cleaned_data
        return StepDetails(data["title"], data["area"], self.who(), data["unit"], data["starts_on"], data["due_on"])


class StepStateForm(SeenForm):
    """Where a step stands."""

    state = forms.ChoiceField(label=_("The step is"), widget=forms.RadioSelect)
    because = forms.CharField(
        label=_("Why it is dropped"), max_length=500, required=False, help_text=_("Only when it is dropped.")
    )

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [one for one in StepState.choices if one[0] not in {present, StepState.PROPOSED}]


class AgreementForm(DoerForm):
    """An agreement: what, who, decided by whom, paid by whom, by when."""

    field_order = (
        "what",
        "step",
        "unit",
        "doer",
        "responsible",
        "outside_party",
        "due_on",
        "decided",
        "decided_by",
        "paid",
    )
    what = forms.CharField(label=_("What is agreed"), max_length=300)
    step = forms.ChoiceField(label=_("About which step"), required=False)
    unit = UnitField(
        label=_("Whose agreement"), queryset=Unit.objects.none(), required=False, empty_label=_("The young person's own"),
        help_text=_("An agreement about a step belongs to the department that has the step."),
    )  # fmt: skip
    due_on = DayField(label=_("By when"), help_text=DATE_HINT)
    decided = forms.ChoiceField(
        label=_("Decided by"),
        required=False,
        help_text=_("Undecided agreements stand out in red until somebody decides."),
    )
    decided_by = ColleagueField(
        label=_("Which colleague decided"),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )
    paid = forms.ChoiceField(label=_("Paid by"), required=False)

    def __init__(self, *args: Any, actor: Actor, steps: Any, **kwargs: Any) -> None:  # noqa: ANN401 (rows of steps)
        super().__init__(*args, actor=actor, **kwargs)
        self._rows("unit", policies.units_to_choose(actor))
        self._rows("decided_by", can_follow(actor.on))
        units = [(unit.pk, unit.local_name) for unit in Unit.objects.filter(is_active=True)]
        self._choices("step", [("", _("No step in particular")), *((str(one.pk), one.title) for one in steps)])
        self._choices("decided", _deciders(actor.on, units))
        self._choices(
            "paid",
            [("", _("Not decided yet")), (_FREE, _("It costs nothing")), *((f"unit:{pk}", name) for pk, name in units)],
        )

    def _choices(self, name: str, choices: Any) -> None:  # noqa: ANN401 (as Django has it)
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        held = self.initial.get(name)
        known = {str(value) for value, _label in choices}
        field.choices = [*choices, (held, str(held).partition(":")[2])] if held and str(held) not in known else choices

    def details(self) -> AgreementDetails:
        data = self.cleaned_data
        kind, _mark, value = data["decided"].partition(":")
        decider = data["decided_by"]
        return AgreementDetails(
            what=data["what"], doer=self.who(), unit=data["unit"], step_id=int(data["step"]) if data["step"] else None,
            due_on=data["due_on"], decided_by_id=decider.pk if decider else None,
            decided_unit_id=int(value) if kind == "unit" else None, decided_forum=value if kind == "forum" else "",
            decided_by_young_person=kind == _YOUNG, costs_nothing=data["paid"] == _FREE,
            paid_by_id=int(data["paid"].partition(":")[2]) if data["paid"].startswith("unit:") else None,
        )  # fmt: skip


def _deciders(on: dt.date, units: list[tuple[int, str]]) -> list[tuple[str, Any]]:
    """Nobody yet, the young person, a unit, or one of the municipality's forums."""
    language = get_language() or "da"
    forums = [one.title.get(language) for one in profile_on(on).forums if one.in_force(on)]
    own = [("", _("Not decided yet")), (_YOUNG, _("the young person"))]
    return [*own, *((f"unit:{pk}", name) for pk, name in units), *((f"forum:{title}", title) for title in forums)]


def step_initial(step: Any) -> dict[str, Any]:  # noqa: ANN401 (a step or an agreement)
    """Who does it, as the form asks."""
    doer = _YOUNG if step.by_young_person else _OUTSIDE if step.outside_party else _COLLEAGUE
    return {"doer": doer, "responsible": step.responsible_id, "outside_party": step.outside_party, "unit": step.unit_id}


def agreement_initial(held: Any) -> dict[str, Any]:  # noqa: ANN401 (an agreement)
    """Who decided and who pays, as the form asks."""
    decided = _YOUNG if held.decided_by_young_person else ""
    decided = f"unit:{held.decided_unit_id}" if held.decided_unit_id else decided
    decided = f"forum:{held.decided_forum}" if held.decided_forum else decided
    paid = _FREE if held.costs_nothing else f"unit:{held.paid_by_id}" if held.paid_by_id else ""
    return {
        **step_initial(held), "what": held.what, "step": held.step_id or "", "due_on": held.due_on, "decided": decided,
        "decided_by": held.decided_by_id, "paid": paid,
    }  # fmt: skip
