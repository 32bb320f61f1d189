# SPDX-License-Identifier: EUPL-1.2
import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.queries import can_follow, law_titles
from roedtraad.cases.staff import colleagues
from roedtraad.intake import queries
from roedtraad.intake.forms import UnitField, discipline_field, offer
from roedtraad.intake.models import Enquiry, FutureWorkshop, SkillsBasis
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.intake.models.workshop import SkillLevel
from roedtraad.intake.workshop_actions import Decision, Screening, Skills, WorkshopDetails
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.rights import Right
from roedtraad.organisation.fields import ColleagueField
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.forms import DATE_HINT

_LEVELS = [("", _("Not tested")), *SkillLevel.choices]
_STORY = forms.Textarea(attrs={"rows": 4})


class WorkshopForm(forms.Form):
    """A future workshop that has been held."""

    held_on = forms.DateField(label=_("Date"), help_text=DATE_HINT)
    first = ColleagueField(label=_("First of the pair"), queryset=Account.objects.none(), empty_label=_("Choose"))
    first_discipline = discipline_field(_("Discipline of the first"))
    second = ColleagueField(label=_("Second of the pair"), queryset=Account.objects.none(), empty_label=_("Choose"))
    second_discipline = discipline_field(_("Discipline of the second"))
    tests_basis = forms.ChoiceField(label=_("Reading, writing and arithmetic"), choices=SkillsBasis.choices)
    tests_reason = forms.CharField(label=_("Why the tests are needed"), max_length=500, required=False)
    reading = forms.ChoiceField(label=_("Reading"), choices=_LEVELS, required=False)
    writing = forms.ChoiceField(label=_("Writing"), choices=_LEVELS, required=False)
    arithmetic = forms.ChoiceField(label=_("Arithmetic"), choices=_LEVELS, required=False)
    result = forms.CharField(label=_("What we found out together"), max_length=2000, widget=_STORY)
    offers = forms.CharField(
        label=_("What begins now"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line."),
    )  # fmt: skip
    contact_person = ColleagueField(
        label=_("Contact person from now on"),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("No change"),
    )

    def __init__(self, *args: Any, on: dt.date, is_rule_on: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            offer(self, name, colleagues(Right.ANSWER_ENQUIRIES, on))
        offer(self, "contact_person", can_follow(on))
        basis = self.fields["tests_basis"]
        assert isinstance(basis, forms.ChoiceField)
        basis.choices = [one for one in SkillsBasis.choices if is_rule_on or one[0] != SkillsBasis.RULE]

    def details(self) -> WorkshopDetails:
        """What was filled in."""
        data = self.cleaned_data
        pair = Screening(data["first"].pk, data["first_discipline"], data["second"].pk, data["second_discipline"])
        tests = Skills(
            SkillsBasis(data["tests_basis"]), data["tests_reason"], data["reading"], data["writing"], data["arithmetic"]
        )
        offers = tuple(line.strip()[:200] for line in data["offers"].splitlines() if line.strip())
        named = data["contact_person"].pk if data["contact_person"] else None
        return WorkshopDetails(data["held_on"], pair, data["result"], tests, offers, named)


class EnquiryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no such parameter while it runs
    """An enquiry, by its receipt and day."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401
        assert isinstance(obj, Enquiry)
        return f"{obj.receipt}, {obj.received_on:%d.%m.%Y}"


class WorkshopField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no such parameter while it runs
    """A future workshop, by its day."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401
        assert isinstance(obj, FutureWorkshop)
        return f"{obj.held_on:%d.%m.%Y}"


class VisitationForm(forms.Form):
    """Into which unit, why, and who decided."""

    to_unit = UnitField(label=_("To which unit"), queryset=Unit.objects.none(), empty_label=_("Choose"))
    law = forms.ChoiceField(label=_("Under which law"))
    discipline = discipline_field(_("In which discipline"))
    reasons = forms.CharField(label=_("Why"), max_length=2000, widget=_STORY)
    decided_by = ColleagueField(label=_("Who decided"), queryset=Account.objects.none(), empty_label=_("Choose"))
    decided_on = forms.DateField(label=_("Decided on"), help_text=DATE_HINT)
    caseworker = ColleagueField(
        label=_("Who gets the case"), queryset=Account.objects.none(), required=False,
        empty_label=_("The unit's leader decides"),
    )  # fmt: skip
    enquiry = EnquiryField(
        label=_("Because of the enquiry"), queryset=Enquiry.objects.none(), required=False, empty_label=_("None")
    )
    workshop = WorkshopField(
        label=_("After the future workshop"),
        queryset=FutureWorkshop.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, actor: Actor, person_id: int, enquiries: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        offer(self, "to_unit", Unit.objects.filter(is_active=True))
        offer(self, "decided_by", queries.deciders(actor.on))
        offer(self, "caseworker", colleagues(Right.MANAGE_CASES, actor.on))
        offer(self, "enquiry", enquiries.filter(young_person_id=person_id, state__in=WAITING))
        offer(self, "workshop", FutureWorkshop.objects.filter(young_person_id=person_id))
        law = self.fields["law"]
        assert isinstance(law, forms.ChoiceField)
        by_title = sorted((title, code) for code, title in law_titles(actor.on).items())
        law.choices = [("", _("Choose")), *((code, title) for title, code in by_title)]

    def decision(self) -> Decision:
        """What was filled in."""
        data = self.cleaned_data
        return Decision(
            to_unit_id=data["to_unit"].pk, law=data["law"], discipline=data["discipline"], reasons=data["reasons"],
            decided_by_id=data["decided_by"].pk, decided_on=data["decided_on"],
            caseworker_id=data["caseworker"].pk if data["caseworker"] else None,
            enquiry_id=data["enquiry"].pk if data["enquiry"] else None,
            workshop_id=data["workshop"].pk if data["workshop"] else None,
        )  # fmt: skip
