# SPDX-License-Identifier: EUPL-1.2
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.importing import importers

LARGEST_FILE: Final = 300 << 20


class UploadForm(forms.Form):
    """Which kind of data, and the file."""

    kind = forms.ChoiceField(label=_("What does the file hold?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx). The first line holds the names of the columns, in Danish or English."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(importer.name, importer.title) for importer in importers]

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is too large to be meant."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            most = filesizeformat(LARGEST_FILE)
            raise forms.ValidationError(
                _("The file is too large. Use the command line for files above %(most)s."), params={"most": most}
            )
        return file
