# SPDX-License-Identifier: EUPL-1.2
"""Forms on how one works with a plan, on its parts, versions and signatures."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from roedtraad.organisation.profile import Scale
from roedtraad.people.forms import DATE_HINT, DayField
from roedtraad.plans.experience import Question
from roedtraad.plans.forms import AREAS, SeenForm
from roedtraad.plans.method_actions import Lesson, NetworkDetails, Scores
from roedtraad.plans.models import (
    AgreementState,
    Area,
    HypothesisState,
    NetworkPerson,
    SignedHow,
    Signer,
    Tone,
    TrialResult,
    TrialState,
)
from roedtraad.plans.version_actions import Signature

_MOST_RADIOS: Final = 11


def _words(label: Any, rows: int = 3, *, required: bool = True, hint: Any = "", most: int = 500) -> forms.CharField:  # noqa: ANN401 (lazy texts)
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=area)


class AgreementStateForm(SeenForm):
    """Where an agreement stands."""

    state = forms.ChoiceField(label=_("The agreement"), widget=forms.RadioSelect)
    remark = _words(_("Remark"), 2, required=False)

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [one for one in AgreementState.choices if one[0] != present]


class TextForm(SeenForm):
    """What the plan says about one thing."""

    text = _words(
        _("Text"), 8, required=False, hint=_("Write it in plain words. Leave it empty to take it out."), most=4000
    )


class ReviseForm(SeenForm):
    """When to go through the plan next time."""

    next_on = DayField(label=_("Next time"), help_text=DATE_HINT)


class ConfirmForm(SeenForm):
    """Nothing to fill in: only yes."""


class SignForm(SeenForm):
    """Who agrees, on paper or at a meeting."""

    signer = forms.ChoiceField(label=_("Who signs"), choices=Signer.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=150)
    how = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        choices=[one for one in SignedHow.choices if one[0] != SignedHow.PORTAL],
    )

    def signature(self) -> Signature:
        data = self.cleaned_data
        return Signature(Signer(data["signer"]), data["name"], SignedHow(data["how"]))


class NetworkForm(SeenForm):
    """Somebody around the young person."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("As the young person says it; a first name is enough.")
    )
    relation = forms.CharField(
        label=_("Who it is"), max_length=100, required=False, help_text=_("For example aunt, friend, coach")
    )
    ring = forms.TypedChoiceField(
        label=_("How close"),
        coerce=int,
        choices=NetworkPerson._meta.get_field("ring").choices or (),
        widget=forms.RadioSelect,
    )
    tone = forms.ChoiceField(
        label=_("What it is like"), choices=Tone.choices, widget=forms.RadioSelect, initial=Tone.NEUTRAL
    )

    def details(self) -> NetworkDetails:
        data = self.cleaned_data
        return NetworkDetails(data["name"], data["relation"], data["ring"], Tone(data["tone"]))


class PyramidForm(SeenForm):
    """On which level the help stands."""

    level = forms.ChoiceField(label=_("Level"), widget=forms.RadioSelect)
    started_on = DayField(label=_("From"), help_text=DATE_HINT)
    why = _words(_("Why"), hint=_("What makes this the least intrusive help that works?"))

    def __init__(self, *args: Any, levels: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(levels)


class HypothesisForm(SeenForm):
    """What we believe will help."""

    text = _words(_("What we believe"), hint=_("For example: if the first lesson begins later, he comes"))
    area = forms.ChoiceField(label=_("Area"), choices=AREAS)


class ConcludeForm(SeenForm):
    """Whether a hypothesis holds."""

    state = forms.ChoiceField(label=_("The hypothesis"), choices=HypothesisState.choices, widget=forms.RadioSelect)


class TrialForm(SeenForm):
    """Something small to try."""

    did = _words(_("What we do"), hint=_("Small enough to begin this week"))
    expected = _words(_("What we expect"), hint=_("Written before, so that it can be seen after"))


class LessonForm(SeenForm):
    """What came of it."""

    saw = _words(_("What we saw"))
    learned = _words(_("What we learned"))
    result = forms.ChoiceField(label=_("Did it help?"), choices=TrialResult.choices, widget=forms.RadioSelect)
    state = forms.ChoiceField(
        label=_("The trial is"), widget=forms.RadioSelect, initial=TrialState.DONE,
        choices=[one for one in TrialState.choices if one[0] != TrialState.RUNNING],
    )  # fmt: skip
    may_be_shared = forms.BooleanField(
        label=_("Others may learn from it"), required=False,
        help_text=_("Only when neither names, places nor anything else in the text tells who it is about."),
    )  # fmt: skip

    def lesson(self) -> Lesson:
        data = self.cleaned_data
        return Lesson(
            data["saw"], data["learned"], TrialResult(data["result"]), TrialState(data["state"]), data["may_be_shared"]
        )


class MeasureForm(SeenForm):
    """Where the young person stands on each scale: their own score and the worker's, side by side."""

    def __init__(self, *args: Any, scales: Iterable[Scale], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scales = tuple(scales)
        language = get_language() or "da"
        for one in self.scales:
            own = _("The young person: %(question)s") % {"question": one.question_young.get(language)}
            self.fields[f"young_{one.code}"] = _score(one, own, language)
            workers = _("You: %(question)s") % {"question": one.question_worker.get(language)}
            self.fields[f"worker_{one.code}"] = _score(one, workers, language)
        self.fields["comment"] = _words(_("Comment"), 2, required=False)

    def scores(self) -> list[Scores]:
        data = self.cleaned_data
        return [
            Scores(one.code, _number(data[f"young_{one.code}"]), _number(data[f"worker_{one.code}"]), data["comment"])
            for one in self.scales
        ]


def _score(scale: Scale, label: str, language: str) -> forms.Field:
    ends = {scale.lowest: scale.lowest_label.get(language), scale.highest: scale.highest_label.get(language)}
    steps = range(scale.lowest, scale.highest + 1)
    if len(steps) > _MOST_RADIOS:
        return forms.IntegerField(label=label, required=False, min_value=scale.lowest, max_value=scale.highest)
    choices = [("", "–"), *((step, f"{step} – {ends[step]}" if step in ends else str(step)) for step in steps)]
    return forms.ChoiceField(label=label, required=False, choices=choices)


def _number(value: object) -> int | None:
    return None if value in (None, "") else int(str(value))


class ExperienceForm(forms.Form):
    """What to look for among the trial actions."""

    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    area = forms.ChoiceField(label=_("Area"), choices=[("", _("All")), *Area.choices], required=False)
    level = forms.ChoiceField(label=_("Level of help"), required=False)
    result = forms.ChoiceField(label=_("Did it help?"), choices=[("", _("All")), *TrialResult.choices], required=False)

    def __init__(self, *args: Any, levels: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *levels]

    def question(self) -> Question:
        """What was understood."""
        self.is_valid()
        data = {name: value.replace("\0", "") for name, value in self.cleaned_data.items() if value}
        return Question(**data)
