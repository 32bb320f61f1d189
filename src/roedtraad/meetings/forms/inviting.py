# SPDX-License-Identifier: EUPL-1.2
"""Forms about who takes part: adding somebody, answering, how somebody takes part, what the young person wants."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.meetings.actions.inviting import Added
from roedtraad.meetings.actions.inviting_replies import Answered
from roedtraad.meetings.models import AgendaItem, Meeting, Reply, Task, Way
from roedtraad.meetings.queries.inviting_proposal import colleagues_to_add, guardians_to_add, substitutes_for
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account
from roedtraad.people.models import Guardian

_COMES: Final = [(Reply.YES.value, _("Yes")), (Reply.NO.value, _("No"))]
_ADDED_TASKS: Final = [(one.value, one.label) for one in Task if one not in (Task.YOUNG_PERSON, Task.CHAIR)]


def ways_of(meeting: Meeting) -> list[tuple[str, Any]]:
    """How one can take part: by video only where there is a link."""
    return [(one.value, one.label) for one in Way if one != Way.VIDEO or meeting.video_link]


def choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """Offer choices that depend on the meeting."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class AddForm(forms.Form):
    """Somebody more: a colleague, a parent, or somebody from outside; what for, and how."""

    account = ColleagueField(
        label=_("A colleague"), queryset=Account.objects.none(), required=False, empty_label=_("Choose")
    )
    guardian = forms.ModelChoiceField(
        label=_("Or a parent"), queryset=Guardian.objects.none(), required=False, empty_label=_("Choose")
    )
    outside_name = forms.CharField(label=_("Or somebody from outside, by name"), required=False, max_length=150)
    outside_email = forms.EmailField(
        label=_("Their e-mail"),
        required=False,
        help_text=_("The mail says that there is a meeting, and nothing about whom."),
    )
    task = forms.ChoiceField(label=_("What are they there for?"), choices=_ADDED_TASKS)
    way = forms.ChoiceField(label=_("How do they take part?"), choices=Way.choices, initial=Way.IN_PERSON)
    why = forms.CharField(
        label=_("Why are they needed?"), required=False, max_length=200, help_text=_("The young person can read it.")
    )

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = colleagues_to_add(item)  # type: ignore[attr-defined]
        self.fields["guardian"].queryset = guardians_to_add(item)  # type: ignore[attr-defined]
        choose(self, "way", ways_of(item.meeting))

    def added(self) -> Added:
        """What was filled in, as the act takes it."""
        data = self.cleaned_data
        return Added(
            task=Task(data["task"]), account_id=data["account"].pk if data["account"] else None,
            guardian_id=data["guardian"].pk if data["guardian"] else None, outside_name=data["outside_name"],
            outside_email=data["outside_email"], way=Way(data["way"]), why=data["why"],
        )  # fmt: skip


class AnswerForm(forms.Form):
    """Whether somebody comes, and how."""

    reply = forms.ChoiceField(label=_("Do you take part?"), choices=_COMES, widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("How?"), choices=Way.choices)
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=300,
        help_text=_("Those who prepare the meeting read it, and so can the young person."),
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "way", ways_of(meeting))

    def answered(self) -> Answered:
        """What was filled in, as the act takes it."""
        data = self.cleaned_data
        return Answered(Reply(data["reply"]), Way(data["way"]), data["note"])


class SaidForm(AnswerForm):
    """The same, written down for somebody who has said it."""

    reply = forms.ChoiceField(label=_("What did they say?"), choices=_COMES, widget=forms.RadioSelect)


class WayForm(forms.Form):
    """How somebody takes part."""

    way = forms.ChoiceField(label=_("How do they take part?"), choices=Way.choices)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "way", ways_of(meeting))


class WishForm(forms.Form):
    """What the young person or a parent wants from the meeting, as they said it."""

    words = forms.CharField(
        label=_("What do they want from the meeting?"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("In their own words. It stands first on the agenda."),
    )  # fmt: skip


class SubstituteForm(forms.Form):
    """Who comes instead: from the same unit or with the same field."""

    account = ColleagueField(label=_("Who comes instead?"), queryset=Account.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, participant_item: AgendaItem, account_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = substitutes_for(participant_item, account_id)  # type: ignore[attr-defined]
