# SPDX-License-Identifier: EUPL-1.2
"""Pages on which somebody writes for a while: the draft comes back, and a form that must be looked at again keeps everything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise

from roedtraad.journal.drafts import Kept
from roedtraad.kernel.errors import DomainError
from roedtraad.people.act_pages import posted

UNPROCESSABLE = 422
Fresh = Callable[..., forms.BaseForm]


@dataclass(frozen=True, slots=True)
class Writing:
    """A form that is being written: its title, the key of its draft, and what the newest version says when it has changed."""

    title: str | Promise
    form: forms.BaseForm
    key: str
    button: str | Promise
    draft: Kept | None = None
    lead: str | Promise = ""

    @property
    def status(self) -> int:
        return UNPROCESSABLE if self.form.is_bound else 200


def opened(request: HttpRequest, make: Fresh, kept: Kept | None, initial: Mapping[str, Any]) -> forms.BaseForm:
    """The form as it is opened: what was sent, else the draft, else the usual beginning."""
    start = {**initial, **(kept.values if kept else {})}
    if kept and "is_restricted" in initial:
        start["is_restricted"] = bool(kept.values.get("is_restricted"))
    return make(posted(request), initial=start)


def tried(form: forms.BaseForm, do: Callable[[], object]) -> DomainError | bool:
    """Do the act with a valid form: True when it was done; a refusal stands above the form and is given back."""
    if not form.is_valid():
        return False
    try:
        do()
    except DomainError as error:
        if error.status != DomainError.status:
            raise
        form.add_error(None, str(error))
        return error
    return True


def with_version(form: forms.BaseForm, version: int) -> None:
    """The next save is written from the version that the writer now sees beside the own text."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix("seen_version")] = str(version)
    form.data = data
