# SPDX-License-Identifier: EUPL-1.2
"""Forms about the calendar: which meetings, when and where, why cancelled, who sits where, and calling one."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.staff import colleagues
from roedtraad.kernel.rights import Right
from roedtraad.meetings.actions.calendar import Called, Moved
from roedtraad.meetings.actions.calendar_seats import Seating
from roedtraad.meetings.queries.calendar_pages import WHEN, MeetingFilter
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account

TIMES: Final = ("%H:%M", "%H.%M")
_DAY_HINT: Final = _("For example 24.12.2026")


class FilterForm(forms.Form):
    """Which meetings; the answer is in the address."""

    forum = forms.ChoiceField(label=_("Forum"), required=False)
    when = forms.ChoiceField(
        label=_("Which"), required=False,
        choices=[("coming", _("Coming")), ("past", _("Past")), ("cancelled", _("Cancelled"))],
    )  # fmt: skip
    since = forms.DateField(label=_("From the day"), required=False, help_text=_DAY_HINT)

    def __init__(self, *args: Any, forums: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["forum"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All forums")), *forums]

    def asked(self, who: str) -> MeetingFilter:
        """The filter, with its usual value for everything that is not understood."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        when = said.get("when") or WHEN[0]
        return MeetingFilter(who, said.get("forum") or "", when, said.get("since"))


class PlaceForm(forms.Form):
    """When and where a meeting is."""

    held_on = forms.DateField(label=_("Day"), help_text=_DAY_HINT)
    begins_at = forms.TimeField(label=_("From"), input_formats=TIMES, help_text=_("For example 9.00"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=10, max_value=600)
    place = forms.CharField(label=_("Place"), max_length=150, required=False)
    video_link = forms.URLField(label=_("Video link"), max_length=300, required=False, assume_scheme="https")

    def clean_video_link(self) -> str:
        link: str = self.cleaned_data["video_link"]
        if link and not link.startswith("https://"):
            raise ValidationError(_("The link must begin with https://"))
        return link


class MoveForm(PlaceForm):
    """Another day, time or place; `seen` is what the page was opened with."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def moved(self) -> Moved:
        """What was filled in."""
        said = self.cleaned_data
        return Moved(said["held_on"], said["begins_at"], said["minutes"], said["place"], said["video_link"])


class CancelForm(forms.Form):
    """Why."""

    because = forms.CharField(
        label=_("Why it is cancelled"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody who sees the meeting reads it. Leave names out."),
    )  # fmt: skip


class ChairForm(forms.Form):
    """Who leads it."""

    chair = ColleagueField(label=_("Leads the meeting"), queryset=Account.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chair"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = colleagues(Right.PREPARE_MEETINGS, on)


class SeatForm(forms.Form):
    """Who sits in which seat from a day on, and who comes instead."""

    seat = forms.ChoiceField(label=_("Seat"))
    account = ColleagueField(label=_("Colleague"), queryset=Account.objects.none(), empty_label=_("Choose"))
    substitute = ColleagueField(
        label=_("Substitute"), queryset=Account.objects.none(), empty_label=_("Nobody"), required=False
    )
    valid_from = forms.DateField(label=_("From the day"), help_text=_DAY_HINT)

    def __init__(self, *args: Any, seats: list[tuple[str, str]], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seat = self.fields["seat"]
        assert isinstance(seat, forms.ChoiceField)
        seat.choices = seats
        for name in ("account", "substitute"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = colleagues(Right.SEE_MEETINGS, on)

    def seating(self) -> Seating:
        """What was filled in."""
        said = self.cleaned_data
        other = said["substitute"]
        return Seating(said["seat"], said["account"].pk, other.pk if other else None, said["valid_from"])


class SeatEndForm(forms.Form):
    """The last day."""

    last_day = forms.DateField(label=_("Last day"), help_text=_DAY_HINT)


class CallForm(PlaceForm):
    """A meeting about one young person: which forum, when, where, what it must answer, and why."""

    forum = forms.ChoiceField(label=_("Which meeting"))
    question = forms.CharField(
        label=_("The question to be answered"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One question that the meeting can answer."),
    )  # fmt: skip
    because = forms.CharField(label=_("Why now"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("forum", "question", "because")

    def __init__(self, *args: Any, forums: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["forum"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = forums
        self.fields["minutes"].required = False
        self.fields["minutes"].help_text = _("Left empty: as long as this forum usually meets.")

    def called(self) -> Called:
        """What was filled in."""
        said = self.cleaned_data
        return Called(
            said["held_on"], said["begins_at"], said["question"], said["because"], said["minutes"], said["place"],
            said["video_link"],
        )  # fmt: skip
