# SPDX-License-Identifier: EUPL-1.2
"""To whom something is handed on, and the question that is asked instead when it may not be."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.consent.forms import CarriedForm
from roedtraad.consent.ground import department_keys, department_titles
from roedtraad.consent.models import OutsideKind, SharedLine
from roedtraad.consent.passing import Held, Receiver
from roedtraad.consent.policies import lines_in_force, own_departments
from roedtraad.consent.words import KIND_TITLES
from roedtraad.kernel.actor import Actor

_INSIDE, _OUTSIDE, _ELSE = "department", "outside", "else"
_KINDS: Final = {one.value: one.label for one in OutsideKind}


class ReceiverForm(forms.Form):
    """Who gets it, and whether it tells more than what can be seen of it."""

    receiver = forms.ChoiceField(
        label=_("Who gets it?"),
        help_text=_("Somebody outside must be named by a consent or a legal basis that holds today."),
    )
    outside_kind = forms.ChoiceField(
        label=_("What kind of place is it?"), required=False, choices=[("", _("Choose")), *OutsideKind.choices],
        help_text=_("Only for somebody else outside the municipality."),
    )  # fmt: skip
    outside = forms.CharField(
        label=_("Who outside the municipality?"), required=False, max_length=200,
        help_text=_("Only for somebody else outside the municipality. Write the name as it stands in the consent."),
    )  # fmt: skip
    more = forms.MultipleChoiceField(
        label=_("Does it tell about something else as well?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("For example when somebody's health is told of in a text about something else."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, person_id: int, holds: Iterable[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._holds = actor, frozenset(holds)
        held = {kind for _department, kind in self._holds}
        self._choose("receiver", [("", _("Choose")), *_receivers(actor, person_id)])
        self._choose("more", [(kind, title) for kind, title in KIND_TITLES.items() if kind not in held])

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("receiver") == _ELSE:
            if not data.get("outside_kind"):
                self.add_error("outside_kind", _("Choose what kind of place it is."))
            if not data.get("outside"):
                self.add_error("outside", _("Write who it is."))
        return data

    def to(self) -> Receiver:
        """Who was chosen, as the act takes it."""
        how, _colon, name = self.cleaned_data["receiver"].partition(":")
        if how == _INSIDE:
            return Receiver(department_keys(self._actor.on).by_code[name])
        if how == _ELSE:
            return Receiver(outside_kind=self.cleaned_data["outside_kind"], outside=self.cleaned_data["outside"])
        kind, _colon, outside = name.partition(":")
        return Receiver(outside_kind=kind, outside=outside)

    def holds(self) -> frozenset[Held]:
        """What it holds with what was ticked, which is told in the name of the department that hands it on."""
        own = own_department(self._actor)
        return self._holds | {(own, kind) for kind in self.cleaned_data["more"] if own is not None}


def own_department(actor: Actor) -> int | None:
    """The department in whose name the actor hands something on."""
    own = department_keys(actor.on).by_code.get(actor.department or "")
    return own if own is not None else min(actor.department_ids, default=None)


def question_form(actor: Actor, to: Receiver, holds: Iterable[Held], what: str) -> CarriedForm:
    """The question “May I share this?” as it is to be asked about what was refused."""
    keys, held = department_keys(actor.on), frozenset(holds)
    return CarriedForm(
        actor=actor, auto_id="carried_%s",
        initial={
            "purpose": what, "kinds": sorted({kind for _department, kind in held}),
            "giving": sorted(keys.codes({department for department, _kind in held})),
            "receiving": sorted(keys.codes([to.department_id])) if to.department_id else [],
            "outside_kind": to.outside_kind, "to_outside": to.outside,
        },
    )  # fmt: skip


def _receivers(actor: Actor, person_id: int) -> list[tuple[str, Any]]:
    """Other departments, those outside whom a consent or sharing in force of the actor's departments names, and anybody else."""
    own = department_keys(actor.on).codes(actor.department_ids)
    inside = [(f"{_INSIDE}:{code}", title) for code, title in department_titles(actor.on).items() if code not in own]
    named = dict.fromkeys(_named(actor, person_id))
    outside = [(f"{_OUTSIDE}:{kind}:{name}", f"{name} ({_KINDS[kind]})") for kind, name in named if kind in _KINDS]
    return [*inside, *outside, (_ELSE, _("somebody else outside the municipality"))]


def _named(actor: Actor, person_id: int) -> Iterable[tuple[str, str]]:
    """As on the page of consents: that another department tells somebody outside is not told here either."""
    lines = SharedLine.objects.filter(
        lines_in_force(actor.on), young_person_id=person_id, to_department__isnull=True,
        from_department__in=own_departments(actor),
    )  # fmt: skip
    told = lines.order_by("pk").values_list(
        "consent__outside_kind", "consent__to_outside", "sharing__outside_kind", "sharing__to_outside"
    )
    return [(kind or other_kind or "", name or other or "") for kind, name, other_kind, other in told]
