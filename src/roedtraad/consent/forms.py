# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from roedtraad.consent.actions import Given, Terms
from roedtraad.consent.ground import basis_titles, department_titles, ground_on
from roedtraad.consent.kinds import of_no_department
from roedtraad.consent.models import Channel, GivenBy, OutsideKind
from roedtraad.consent.refusals import REFUSALS
from roedtraad.consent.rules import ONE_AUTHORITY
from roedtraad.consent.sharing_actions import Why
from roedtraad.consent.words import KIND_TITLES, kind_choices
from roedtraad.kernel.actor import Actor
from roedtraad.people.forms import DATE_HINT
from roedtraad.people.models import Guardian

_AT_WORK: Final = [(one.value, one.label) for one in Channel if one != Channel.PORTAL]
_REASON_HINT: Final = _("The young person can read it.")


class QuestionForm(forms.Form):
    """What is to be shared, from whom, to whom, and what for: the question of the wizard."""

    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=300,
        help_text=_("In one sentence, as you would say it to the young person."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What is to be shared?"), choices=kind_choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip
    giving = forms.MultipleChoiceField(
        label=_("Whose data is it?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whose data it is.")},
    )  # fmt: skip
    receiving = forms.MultipleChoiceField(
        label=_("Which departments get it?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outside_kind = forms.ChoiceField(
        label=_("Does somebody outside the municipality get it?"),
        required=False,
        choices=[("", _("No")), *OutsideKind.choices],
    )
    to_outside = forms.CharField(
        label=_("Who outside the municipality?"),
        required=False,
        max_length=200,
        help_text=_("For example the name of the school or the company."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = list(department_titles(actor.on).items())
        for name in ("giving", "receiving"):
            self.choose(name, departments)

    def choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """Offer choices that are known only today."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("outside_kind") and not data.get("to_outside"):
            self.add_error("to_outside", _("Write who it is."))
        if data.get("to_outside") and not data.get("outside_kind"):
            self.add_error("outside_kind", _("Choose what kind of place it is."))
        if not data.get("receiving") and not data.get("to_outside"):
            self.add_error("receiving", _("Choose who gets it."))
        if of_no_department(data.get("kinds", ())) and not data.get("to_outside") and not data.get("from_outside"):
            self.add_error("kinds", str(REFUSALS["kinds_of_nobody"]))
        return data

    def terms(self) -> Terms:
        """What was filled in, as the acts take it."""
        data = self.cleaned_data
        texts = ("outside_kind", "to_outside", "basis", "concerns", "case_reference", "from_outside")
        return Terms(
            purpose=data["purpose"], kinds=frozenset(data["kinds"]), giving=frozenset(data["giving"]),
            receiving=frozenset(data["receiving"]), **{"basis": "", "concerns": "", **{name: data[name] for name in texts if name in data}},
        )  # fmt: skip

    def hide(self, names: Iterable[str]) -> None:
        """Carry what has been answered already to the next step."""
        for name in names:
            self.fields[name].widget = self.fields[name].hidden_widget()


_QUESTION: Final = tuple(QuestionForm.base_fields)


class ShareForm(QuestionForm):
    """The answer was yes: on which basis, why, and for how long. The question itself is carried along."""

    basis = forms.ChoiceField(label=_("On which basis?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why is it needed?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_REASON_HINT
    )
    valid_to = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty for as long as the rules allow. For example 24.12.2026"),
    )

    withheld_because = forms.CharField(
        label=_("Must the young person not read of it?"), required=False, max_length=300,
        help_text=_("Only when it would do harm. Say why; the data protection officer can read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, bases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("basis", bases)
        if len(bases) == 1:
            self.initial.setdefault("basis", bases[0][0])
        self.hide(_QUESTION)

    def why(self) -> Why:
        return Why(self.cleaned_data["reason"], self.cleaned_data["valid_to"], self.cleaned_data["withheld_because"])


class OverrideForm(ShareForm):
    """Sharing in spite of the rules, on a basis that one answers for."""

    basis = forms.ChoiceField(label=_("On which basis do you share it all the same?"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        bases = [(code, title) for code, title in basis_titles(actor.on).items() if code != ONE_AUTHORITY]
        super().__init__(*args, actor=actor, bases=[("", _("Choose")), *bases], **kwargs)  # type: ignore[list-item]  # said when shown


class CarriedForm(QuestionForm):
    """The question alone, carried to the page where the young person's yes is written down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hide(_QUESTION)


class _YesFields(forms.Form):
    """Who says yes, and how."""

    given_by = forms.ChoiceField(label=_("Who says yes?"), choices=GivenBy.choices, widget=forms.RadioSelect)
    guardian = forms.ModelChoiceField(
        label=_("Which guardian?"), required=False, queryset=Guardian.objects.none(), empty_label=_("None"),
        help_text=_("Only when a guardian says yes."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("How?"), choices=_AT_WORK, widget=forms.RadioSelect)
    given_on = forms.DateField(label=_("When?"), help_text=DATE_HINT)
    valid_to = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty for as long as the rules allow. For example 24.12.2026"),
    )
    language = forms.ChoiceField(label=_("In which language is it explained?"), choices=settings.LANGUAGES)

    def offer_guardians(self, person_id: int) -> None:
        """Those who hold parental authority; nothing is asked when there are none."""
        field = self.fields["guardian"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Guardian.objects.filter(young_person=person_id, has_custody=True)

    def given(self) -> Given:
        """Who said yes and how, as the acts take it."""
        data, guardian = self.cleaned_data, self.cleaned_data["guardian"]
        return Given(
            given_by=GivenBy(data["given_by"]), channel=Channel(data["channel"]), language=data["language"],
            given_on=data["given_on"], guardian_id=guardian.pk if guardian else None, valid_to=data["valid_to"],
        )  # fmt: skip


class RenewForm(_YesFields):
    """The same yes once more."""

    def __init__(self, *args: Any, person_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_guardians(person_id)


class ConsentForm(_YesFields, QuestionForm):
    """Everything that a consent says."""

    basis = forms.ChoiceField(label=_("Legal basis"))
    concerns = forms.CharField(
        label=_("Which case is it about?"), max_length=200, help_text=_("For example “application for a mentor”.")
    )
    case_reference = forms.CharField(label=_("Reference of the case"), required=False, max_length=64)
    from_outside = forms.CharField(
        label=_("Does somebody outside the municipality tell us something?"), required=False, max_length=200,
        help_text=_("For example the doctor or a former school. Leave empty if not."),
    )  # fmt: skip

    field_order = (
        "purpose", "concerns", "case_reference", "kinds", "giving", "from_outside", "receiving", "outside_kind", "to_outside",
        "basis", "given_by", "guardian", "channel", "given_on", "language", "valid_to",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, person_id: int, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.offer_guardians(person_id)
        self.fields["giving"].required = False  # somebody outside may be the one who tells
        titles = basis_titles(actor.on)
        self.choose("basis", [(one.code, titles[one.code]) for one in ground_on(actor.on).bases if one.needs_consent])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("giving") and not data.get("from_outside"):
            self.add_error("giving", _("Choose whose data it is."))
        return data


class LimitForm(forms.Form):
    """Fewer kinds than before."""

    kinds = forms.MultipleChoiceField(label=_("What may still be shared?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, kinds: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(kind, title) for kind, title in KIND_TITLES.items() if kind in kinds]


class NothingForm(forms.Form):
    """Nothing to fill in: a button."""
