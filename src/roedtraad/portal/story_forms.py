# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django import forms

from roedtraad.journal.rules import LONGEST_SECTION, SECTIONS
from roedtraad.journal.story import SECTION_TITLES


class StoryForm(forms.Form):
    """The story's parts, each optional, and the version that the writer has seen."""

    seen_version = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SECTIONS:
            self.fields[name] = forms.CharField(
                label=str(SECTION_TITLES[name]), max_length=LONGEST_SECTION, required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip

    def sections(self) -> dict[str, str]:
        """What was written, by part."""
        return {name: self.cleaned_data.get(name, "") for name in SECTIONS}
