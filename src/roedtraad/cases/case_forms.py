# SPDX-License-Identifier: EUPL-1.2
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.case_actions import Closing, Opening
from roedtraad.cases.models import CaseOutcome, Destination, FollowUpOutcome
from roedtraad.cases.words import discipline_choices, law_choices
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.forms import DATE_HINT, DayField

LONGEST_NOTE: Final = 4_000


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no such parameter while it runs
    """A unit, by its name in the reader's language."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Unit)
        return obj.local_name


def offer(form: forms.BaseForm, name: str, choices: list[tuple[str, Any]]) -> None:
    """The choices of one of the form's fields."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def offer_rows(form: forms.BaseForm, name: str, rows: "QuerySet[Any]") -> None:
    """The rows among which one of the form's fields chooses."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class OpenCaseForm(forms.Form):
    """A new case."""

    unit = UnitField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("Choose"))
    law = forms.ChoiceField(label=_("Law"))
    discipline = forms.ChoiceField(label=_("Discipline"))
    opened_on = DayField(label=_("From"), help_text=DATE_HINT)
    caseworker = ColleagueField(
        label=_("Caseworker"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody yet"),
        help_text=_("Until somebody has the case, the unit's leader answers for it."),
    )  # fmt: skip

    def __init__(self, *args: Any, on: dt.date, staff: "QuerySet[Account]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", Unit.objects.filter(is_active=True))
        offer_rows(self, "caseworker", staff)
        offer(self, "law", [("", _("Choose")), *law_choices(on)])
        offer(self, "discipline", [("", _("Choose")), *discipline_choices()])

    @staticmethod
    def opening(data: Mapping[str, Any]) -> Opening:
        """The act's own value."""
        caseworker = data["caseworker"]
        return Opening(
            data["unit"].pk, data["law"], data["discipline"], data["opened_on"], caseworker.pk if caseworker else None
        )


class AssignCaseForm(forms.Form):
    """Who gets the case."""

    account = ColleagueField(label=_("Who"), queryset=Account.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, staff: "QuerySet[Account]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "account", staff)


class CloseCaseForm(forms.Form):
    """How a case ends, in plain words."""

    closed_on = DayField(label=_("Last day"), help_text=DATE_HINT)
    outcome = forms.ChoiceField(
        label=_("Why is the case closed?"), choices=CaseOutcome.choices, widget=forms.RadioSelect
    )
    destination = forms.ChoiceField(label=_("What does the young person go on to?"))
    note = forms.CharField(
        label=_("What should the next one know?"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What helped, and what to look out for. Write so that the young person can read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "destination", [("", _("Choose")), *Destination.choices])

    @staticmethod
    def closing(data: Mapping[str, Any]) -> Closing:
        """The act's own value."""
        return Closing(data["closed_on"], data["outcome"], data["destination"], data["note"])


class FollowUpForm(forms.Form):
    """How it goes after a case."""

    done_on = DayField(label=_("Date"), help_text=DATE_HINT)
    outcome = forms.ChoiceField(label=_("How does it go?"), choices=FollowUpOutcome.choices, widget=forms.RadioSelect)


class WishForm(forms.Form):
    """What the young person wants of a contact person."""

    words = forms.CharField(
        label=_("In the young person's own words"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )


class NeedsForm(forms.Form):
    """What to look for in a contact person; everything is optional."""

    disciplines = forms.MultipleChoiceField(
        label=_("The young person needs help with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    school = forms.BooleanField(label=_("Somebody who comes to the school"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "disciplines", discipline_choices())


class AbsenceForm(forms.Form):
    """Who is away, when, and who answers meanwhile."""

    account = ColleagueField(label=_("Who is away"), queryset=Account.objects.none(), empty_label=None)
    substitute = ColleagueField(
        label=_("Who answers meanwhile"), queryset=Account.objects.none(), empty_label=_("Choose")
    )
    started_on = DayField(label=_("From"), help_text=DATE_HINT)
    ended_on = DayField(label=_("Last day"), help_text=DATE_HINT)

    def __init__(self, *args: Any, away: "QuerySet[Account]", staff: "QuerySet[Account]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "account", away)
        offer_rows(self, "substitute", staff)
