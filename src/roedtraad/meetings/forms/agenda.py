# SPDX-License-Identifier: EUPL-1.2
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.case_forms import UnitField, offer, offer_rows
from roedtraad.cases.queries import can_follow
from roedtraad.meetings.actions.agenda import Prepared
from roedtraad.meetings.models import AgendaItem
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account, Unit

LONGEST: Final = 500
LONGEST_MINUTES: Final = 240


class PrepareForm(forms.Form):
    """What is known before the meeting."""

    question = forms.CharField(
        label=_("The question that the meeting is to answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One question. It stands on top of the meeting."),
    )  # fmt: skip
    decider = ColleagueField(
        label=_("Who may decide"), queryset=Account.objects.none(), required=False, empty_label=_("Not known yet")
    )
    decider_unit = UnitField(
        label=_("Or the leader of a unit"), queryset=Unit.objects.none(), required=False, empty_label=_("Choose")
    )
    payer = UnitField(label=_("Who pays"), queryset=Unit.objects.none(), required=False, empty_label=_("Not known yet"))
    costs_nothing = forms.BooleanField(label=_("It costs nothing"), required=False)
    proposed_contact = ColleagueField(
        label=_("Proposed contact person"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody"),
        help_text=_("Choose from what the young person needs, not from which department asks."),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Time in minutes"), min_value=5, max_value=LONGEST_MINUTES, required=False,
        help_text=_("Leave it empty for the usual time."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, item: AgendaItem, staff: Any, on: Any, **kwargs: Any) -> None:  # noqa: ANN401
        names = ("question", "decider_id", "decider_unit_id", "payer_id", "costs_nothing", "proposed_contact_id")
        initial = {name.removesuffix("_id"): getattr(item, name) for name in (*names, "minutes", "version")}
        super().__init__(*args, **{"initial": initial, **kwargs})
        units = Unit.objects.filter(is_active=True)
        offer_rows(self, "decider", staff)
        offer_rows(self, "proposed_contact", can_follow(on))
        offer_rows(self, "decider_unit", units)
        offer_rows(self, "payer", units)

    def prepared(self) -> Prepared:
        """The act's own value."""
        data = self.cleaned_data
        keys = ("decider", "decider_unit", "payer", "proposed_contact")
        rows = {f"{name}_id": data[name].pk if data[name] else None for name in keys}
        return Prepared(
            question=data["question"], costs_nothing=data["costs_nothing"], minutes=data["minutes"],
            version=data["version"], **rows,
        )  # fmt: skip


class BecauseForm(forms.Form):
    """Why an item is taken off."""

    because = forms.CharField(
        label=_("Why is it taken off?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It does not come back by itself until something new happens."),
    )  # fmt: skip


class BringForm(forms.Form):
    """Where a case is brought, and why. Each forum says before it is chosen whether it takes the case."""

    forum = forms.ChoiceField(label=_("Where"), widget=forms.RadioSelect)
    meeting = forms.TypedChoiceField(
        label=_("Which meeting"), coerce=int, empty_value=None, required=False,
        help_text=_("Leave it for the next one with room."),
    )  # fmt: skip
    because = forms.CharField(
        label=_("Why do you bring it?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What have you tried, and what do you need another view of?"),
    )  # fmt: skip
    question = forms.CharField(
        label=_("The question that the meeting is to answer"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, forums: list[tuple[str, str]], meetings: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "forum", forums)
        offer(self, "meeting", [("", _("The next one with room")), *meetings])
