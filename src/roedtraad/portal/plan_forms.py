# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.people.forms import DATE_HINT
from roedtraad.plans.method_actions import Scores
from roedtraad.plans.models import Area
from roedtraad.plans.portal_queries import OwnScale


class GoalForm(forms.Form):
    """The goal in the young person's own words."""

    words = forms.CharField(
        label=_("What do you want?"), max_length=1000, help_text=_("Use your own words. You can always change it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class StepForm(forms.Form):
    """A step that the young person proposes."""

    title = forms.CharField(label=_("What should happen?"), max_length=200)
    area = forms.ChoiceField(label=_("What is it about?"), choices=Area.choices)
    due_on = forms.DateField(label=_("By when?"), help_text=DATE_HINT, required=False)


class HelpForm(forms.Form):
    """What the young person needs help with."""

    remark = forms.CharField(
        label=_("What do you need help with?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ScoreForm(forms.Form):
    """The municipality's questions, each with the scale's own steps; what is left out is left out."""

    def __init__(self, *args: Any, scales: Sequence[OwnScale], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scales = scales
        for scale in scales:
            self.fields[scale.code] = forms.ChoiceField(
                label=scale.question, choices=_steps(scale), required=False, widget=forms.RadioSelect
            )

    def scores(self) -> list[Scores]:
        """What was answered."""
        given = [(scale.code, self.cleaned_data.get(scale.code)) for scale in self.scales]
        return [Scores(code, young=int(score)) for code, score in given if score]


def _steps(scale: OwnScale) -> list[tuple[str, str]]:
    names = {
        scale.lowest: f"{scale.lowest} – {scale.lowest_label}",
        scale.highest: f"{scale.highest} – {scale.highest_label}",
    }
    return [(str(step), names.get(step, str(step))) for step in range(scale.lowest, scale.highest + 1)]
