# SPDX-License-Identifier: EUPL-1.2
import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.people.actions import SituationDetails
from roedtraad.people.finding import LONGEST_QUESTION, SCOPE_TITLES, Columns, PeopleFilters, scopes_of
from roedtraad.people.models import School, SituationKind, YoungPerson

_OLDEST: Final = 120
_FARTHEST: Final = 50
"""Years to either side of today within which a typed day can be meant: a guard against a slip of the year, no rule of law."""
DATE_HINT: Final = _("For example 24.12.2026")


class DayField(forms.DateField):
    """A day that somebody types about a young person: a year that cannot be meant, such as 2206, is asked about."""

    def validate(self, value: Any) -> None:  # noqa: ANN401 (as Django has it)
        super().validate(value)
        if isinstance(value, dt.date) and abs(value.year - clock.today().year) > _FARTHEST:
            raise forms.ValidationError(_("Look at the year once more: %(year)s."), params={"year": str(value.year)})


class SearchForm(forms.Form):
    """One field for a name, a reference or a full CPR number."""

    q = forms.CharField(
        label=_("Name or full CPR number"),
        help_text=_(
            "You find those you have to do with. Everybody in the municipality is found by the full CPR number only."
        ),
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FilterForm(forms.Form):
    """The filters of the list; what the actor may not see is not offered. Junk in the address is no filter."""

    name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST_QUESTION)
    scope = forms.ChoiceField(label=_("Whose"), required=False)
    school = forms.ModelChoiceField(
        label=_("School"), required=False, queryset=School.objects.all(), empty_label=_("All")
    )
    age_from = forms.IntegerField(label=_("Age from"), required=False, min_value=0, max_value=_OLDEST)
    age_to = forms.IntegerField(label=_("Age to"), required=False, min_value=0, max_value=_OLDEST)
    status = forms.ChoiceField(label=_("Status"), required=False)
    missing = forms.ChoiceField(label=_("Missing"), required=False)

    def __init__(self, *args: Any, actor: Actor, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("scope", [(scope.value, SCOPE_TITLES[scope]) for scope in scopes_of(actor)])
        self._choices("status", SituationKind.choices if columns.has_status else [])
        self._choices("missing", [(one.name, one.missing_title) for one in columns.extra if one.missing_title])
        if not columns.has_school:
            del self.fields["school"]

    def _choices(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Offer the choices; a field without any, or with one that says nothing, is left out."""
        choices = list(choices)
        if not choices:
            del self.fields[name]
            return
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]

    def filters(self) -> PeopleFilters:
        """The filters that were understood."""
        self.is_valid()
        data = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        school = data.pop("school", None)
        return PeopleFilters(**data, school=school.pk if school else None)


class SituationForm(forms.Form):
    """A period of what the person does."""

    kind = forms.ChoiceField(label=_("What"))
    started_on = DayField(label=_("From"), help_text=DATE_HINT)
    ended_on = DayField(label=_("Last day"), required=False, help_text=_("Leave empty while it is still running."))
    place = forms.CharField(label=_("Where"), required=False, max_length=200, help_text=_("School, company or measure"))
    weekly_hours = forms.DecimalField(
        label=_("Hours a week"),
        required=False,
        min_value=0,
        max_value=24 * 7,
        max_digits=4,
        decimal_places=1,
        localize=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        known = [choice for choice in SituationKind.choices if choice[0] != SituationKind.UNKNOWN]
        kind.choices = [("", _("Choose")), *known]

    def details(self) -> SituationDetails:
        """What was filled in, as the act takes it."""
        return SituationDetails(**{**self.cleaned_data, "kind": SituationKind(self.cleaned_data["kind"])})


class EndForm(forms.Form):
    """The last day of something."""

    ended_on = DayField(label=_("Last day"), help_text=DATE_HINT)


class ConfirmForm(forms.Form):
    """Nothing to fill in: only yes."""


class ContactDetailsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no such parameter while it runs
    """How the person is reached; only the fields that the actor may change."""

    class Meta:
        model = YoungPerson
        fields = ("phone", "email", "interpreter_language", "street", "postal_code", "city", "address_protected_to")

    def __init__(self, *args: Any, editable: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = set(editable)
        for name in list(self.fields):
            if name not in allowed:
                del self.fields[name]
        if "address_protected_to" in self.fields:
            self.fields["address_protected_to"].help_text = _(
                "Only while the address is protected. The last day counts."
            )
