# SPDX-License-Identifier: EUPL-1.2
"""Forms of the journal and of the story."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.queries import can_follow
from roedtraad.journal.actions import NewNote
from roedtraad.journal.files.accepting import ACCEPTED
from roedtraad.journal.models import NoteKind
from roedtraad.journal.queries import Choices, Filters, Place
from roedtraad.journal.rules import LONGEST_NOTE, LONGEST_SECTION, SECTIONS
from roedtraad.journal.story import SECTION_TITLES
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account
from roedtraad.people.forms import DATE_HINT, DayField

_ALL: Final = [("", _("All"))]
_SECTION_HINTS: Final = {
    "proud": _("Something that went well, large or small."),
    "matters": _("People, places, interests, hopes."),
    "hard": _("Only what the young person wants others to know."),
    "helps": _("What others can do, and when it is best left alone."),
    "not_again": _("What is known now, and need not be asked about any more."),
}


class NoteForm(forms.Form):
    """A note. Where it belongs decides which department it is of."""

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    place = forms.ChoiceField(label=_("Where it belongs"))
    written_on = DayField(label=_("Date"), help_text=DATE_HINT)
    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind.choices)
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 14, "class": "input-width-xl"}),
        help_text=_("Write it so that the young person can read it too: what was said and agreed, and what you saw."),
    )  # fmt: skip
    is_restricted = forms.BooleanField(
        label=_("For participants only"), required=False,
        help_text=_("Then only you, the caseworker, the leader of the unit and those you name read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = _("closed")
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, f"{one.title} – {closed}" if one.is_closed else one.title) for one in places]

    def note(self) -> NewNote:
        """What was filled in, as the act takes it."""
        return NewNote(**{**self.cleaned_data, "kind": NoteKind(self.cleaned_data["kind"])})


class CorrectionForm(forms.Form):
    """A new wording of a note and why; `seen_version` is the one that it was written from."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 14, "class": "input-width-xl"})
    )
    reason = forms.CharField(
        label=_("Why it is corrected"),
        max_length=500,
        help_text=_("The wording before can still be read, with this reason."),
    )


class JournalFilterForm(forms.Form):
    """What the journal is narrowed by. Junk in the address is no filter."""

    case = forms.TypedChoiceField(label=_("Case"), required=False, coerce=int, empty_value=None)
    department = forms.TypedChoiceField(label=_("Department"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*_ALL, *NoteKind.choices])
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    shows_restricted = forms.BooleanField(label=_("Show texts for participants only"), required=False)

    def __init__(self, *args: Any, cases: Choices, departments: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("case", cases), ("department", departments)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*_ALL, *choices]

    def filters(self) -> Filters:
        """The filters that were understood."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value not in (None, "")})


class ReadersForm(forms.Form):
    """Who reads the note besides its participants."""

    is_restricted = forms.BooleanField(label=_("For participants only"), required=False)
    remove = forms.TypedMultipleChoiceField(
        label=_("Take away"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    add = ColleagueField(
        label=_("Name one more"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, on: dt.date, readers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add, remove = self.fields["add"], self.fields["remove"]
        assert isinstance(add, forms.ModelChoiceField)
        assert isinstance(remove, forms.MultipleChoiceField)
        add.queryset = can_follow(on)
        remove.choices = readers
        if not readers:
            del self.fields["remove"]


class AttachmentForm(forms.Form):
    """A file for a note."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": ACCEPTED}), allow_empty_file=True,
        help_text=_("PDF, photo, Word, Excel, OpenDocument or plain text. Where and by whom it was made is taken out of it."),
    )  # fmt: skip


class WhyForm(forms.Form):
    """Why something is taken away."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class StoryForm(forms.Form):
    """The story in its parts; `seen_version` is the version that it was written from."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SECTIONS:
            self.fields[name] = forms.CharField(
                label=SECTION_TITLES[name], help_text=_SECTION_HINTS[name], required=False, max_length=LONGEST_SECTION,
                widget=forms.Textarea(attrs={"rows": 5, "class": "input-width-xl"}),
            )  # fmt: skip

    def sections(self) -> dict[str, str]:
        """What was written, by section."""
        return {name: self.cleaned_data[name] for name in SECTIONS}


class ApprovalForm(forms.Form):
    """A yes that the young person gave in a colleague's presence."""

    approved_on = DayField(label=_("Approved on"), help_text=DATE_HINT)
    how = forms.CharField(
        label=_("How"),
        max_length=300,
        help_text=_("For example: read aloud together at the meeting; changed two words."),
    )
