# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.case_forms import UnitField, offer_rows
from roedtraad.handover.asking import Asking, Note
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.forms import DATE_HINT, DayField

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST: Final = 4_000


def _words(label: "_StrPromise", hint: "str | _StrPromise" = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class NoteForm(forms.Form):
    """The structured note: what the next one must know, so that the young person need not tell it again."""

    works = _words(_("What works"), _("Write “nothing yet” where there is nothing to say."))
    matters = _words(_("What matters to the young person"), _("In their own words, if you can."))
    agreements = _words(_("Open agreements"), _("Who does what by when."))
    risks = _words(_("What to look out for"), _("Only what the next one needs."))
    next_step = _words(_("The next step"), _("What must happen first, and when."))

    @staticmethod
    def note(data: Mapping[str, Any]) -> Note:
        """The act's own value."""
        return Note(*(data[name] for name in Note.__slots__))


class HandOverForm(NoteForm):
    """To whom, for good or for a time, and the note."""

    one_of = ("to_account", "to_unit")

    to_account = ColleagueField(
        label=_("To a colleague"), queryset=Account.objects.none(), required=False, empty_label=_("Choose")
    )
    to_unit = UnitField(
        label=_("Or to anybody in a unit"), queryset=Unit.objects.none(), required=False, empty_label=_("Choose"),
        help_text=_("Then its leader or anybody in it can take over."),
    )  # fmt: skip
    cover_until = DayField(
        label=_("Only until"), required=False,
        help_text=_(
            "Leave it empty when it is for good. Otherwise write the last day, for example 24.12.2026;"
            " it comes back to you by itself on the day after."
        ),
    )  # fmt: skip
    meeting_on = DayField(label=_("Joint meeting with the young person"), required=False, help_text=DATE_HINT)
    field_order: Sequence[str] = ("to_account", "to_unit", "cover_until", "meeting_on")

    def __init__(self, *args: Any, staff: "QuerySet[Account]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to_account", staff)
        offer_rows(self, "to_unit", Unit.objects.filter(is_active=True))

    def clean(self) -> dict[str, Any]:
        """Exactly one receiver."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "to_account" in data and "to_unit" in data and bool(data["to_account"]) == bool(data["to_unit"]):
            self.add_error("to_account", _("Choose a colleague or a unit, one of them."))
        return data

    @classmethod
    def asking(cls, data: Mapping[str, Any]) -> Asking:
        """The act's own value."""
        account, unit = data["to_account"], data["to_unit"]
        return Asking(
            cls.note(data),
            account.pk if account else None,
            unit.pk if unit else None,
            data["cover_until"],
            data["meeting_on"],
        )


class WhyForm(forms.Form):
    """Why one wants to take over."""

    why = _words(_("Why do you want to take over?"))


class QuestionForm(forms.Form):
    """What one wants to know before one answers."""

    words = _words(_("Your question"))


class AnswerForm(forms.Form):
    """The answer to a question."""

    words = _words(_("Your answer"))


class ReasonForm(forms.Form):
    """A reason that the other one can use."""

    words = _words(_("Reason"), _("The other one reads it."))


class MeetingForm(forms.Form):
    """The day of the joint meeting."""

    meeting_on = DayField(label=_("Joint meeting with the young person"), required=False, help_text=DATE_HINT)


class AcceptForm(forms.Form):
    """Yes; and who takes it, when it was sent to a whole unit."""

    account = ColleagueField(label=_("Who takes over"), queryset=Account.objects.none(), empty_label=None)

    def __init__(self, *args: Any, staff: "QuerySet[Account] | None", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if staff is None:
            del self.fields["account"]
        else:
            offer_rows(self, "account", staff)


class LeaverForm(forms.Form):
    """Who leaves."""

    account = ColleagueField(
        label=_("Who leaves or is away for long"), queryset=Account.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, staff: "QuerySet[Account]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "account", staff)


class LeavingForm(NoteForm):
    """The note for everything, and whether the leader accepts for the receivers."""

    at_once = forms.BooleanField(
        label=_("I accept for the receivers: everything changes hands now"), required=False,
        help_text=_("Otherwise each of them accepts, and until then you are responsible as the leader."),
    )  # fmt: skip
