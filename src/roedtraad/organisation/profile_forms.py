# SPDX-License-Identifier: EUPL-1.2
"""Forms for the common changes of a profile, each with the date from which it holds, and one for the whole text."""

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel import clock
from roedtraad.kernel.errors import NotVisible
from roedtraad.organisation.actions import known_facts
from roedtraad.organisation.profile import Dated, Profile, StatusCurrency, TargetGroup, Text, parse_profile
from roedtraad.organisation.profile_editing import in_the_name_of, with_entry, with_models, with_names, with_parts
from roedtraad.organisation.profile_models import MODELS
from roedtraad.organisation.profile_queries import shipped_profile, shipped_titles, source_choices
from roedtraad.organisation.profile_words import sentence, word_for

D = TypeVar("D", bound=Dated)
WHOLE: Final = "all"
"""The key of a form that changes a section as a whole."""
TEXT_LIMIT: Final = 1_000_000
VARIANTS: Final = (
    ("network_meetings", "ad_hoc"), ("cross_team", "fixed_intervals"), ("unified", "with_authority"),
    ("unified", "without_authority"), ("unified", "network_based"),
)  # fmt: skip


class OnForm(forms.Form):
    """Which day to look at."""

    on = forms.DateField(label=_("As it is on"), required=False, help_text=_("For example 24.12.2026"))


class CompareForm(OnForm):
    """Which two to lay side by side."""

    before = forms.ChoiceField(label=_("On the left"))
    after = forms.ChoiceField(label=_("On the right"))
    everything = forms.BooleanField(label=_("Show what is the same, too"), required=False)
    field_order = ("before", "after", "on", "everything")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("current", _("What counts today")), *source_choices()]


class FromDateForm(forms.Form):
    """From when a change holds, and why."""

    valid_from = forms.DateField(label=_("Holds from"), initial=clock.today, help_text=_("For example 24.12.2026"))
    note = forms.CharField(
        label=_("Why"), required=False, max_length=500, help_text=_("For the history: a decision, a law, an agreement."),
    )  # fmt: skip
    past_confirmed = forms.BooleanField(
        label=_("The date is in the past, and that is meant"), required=False,
        help_text=_("Only for a date before today. It needs a reason above."),
    )  # fmt: skip


class PartForm(FromDateForm):
    """A form that changes one part of a profile. `begin` fills it; `proposed` gives the changed profile."""

    section: ClassVar[str]

    def __init__(self, *args: Any, profile: Profile, key: str, **kwargs: Any) -> None:
        self.key = key
        kwargs["initial"] = {**self.begin(profile, key), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        last = [name for name in FromDateForm.base_fields if name in self.fields]
        self.order_fields([name for name in self.fields if name not in last] + last)

    @abstractmethod
    def begin(self, profile: Profile, key: str) -> dict[str, Any]:
        """What the fields hold at first. Raises NotVisible when the profile has no such part."""

    @abstractmethod
    def proposed(self, base: Profile) -> Profile:
        """The profile as the valid form wants it."""

    @property
    def from_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["valid_from"]
        return day


def code_of(part: Dated) -> str:
    """The part's own name in the profile."""
    return str(getattr(part, "code", "") or getattr(part, "id", ""))


def one_part(parts: Iterable[D], key: str) -> D:
    """The part with a code. Raises NotVisible."""
    found = next((part for part in parts if code_of(part) == key), None)
    if found is None:
        raise NotVisible
    return found


class MunicipalityForm(PartForm):
    """What the municipality and its effort are called."""

    section = "about"
    municipality = forms.CharField(label=_("Municipality"), max_length=100)
    title_da = forms.CharField(label=_("Title in Danish"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    summary_da = forms.CharField(
        label=_("In short, in Danish"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    summary_en = forms.CharField(
        label=_("In short, in English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def begin(self, profile: Profile, key: str) -> dict[str, Any]:
        return {
            "municipality": profile.municipality.name,
            "title_da": profile.title.da, "title_en": profile.title.en,
            "summary_da": profile.summary.da, "summary_en": profile.summary.en,
        }  # fmt: skip

    def proposed(self, base: Profile) -> Profile:
        said = self.cleaned_data
        return with_names(
            base, municipality=said["municipality"], title=Text(da=said["title_da"], en=said["title_en"]),
            summary=Text(da=said["summary_da"], en=said["summary_en"]),
        )  # fmt: skip


class SourcedForm(PartForm):
    """A part that says on what ground it stands."""

    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("The law, decision or agreement that it rests on.")
    )

    @abstractmethod
    def changes(self, part: Dated) -> Mapping[str, Any] | None:
        """What becomes different in a part; None for a part that the form does not speak of."""

    def proposed(self, base: Profile) -> Profile:
        return with_parts(base, self.section, self.from_on, self.changes)

    def is_mine(self, part: Dated) -> bool:
        return self.key in (WHOLE, code_of(part))


class TargetGroupForm(SourcedForm):
    """Ages, and whether they are guide lines."""

    section = "target_groups"
    from_age = forms.IntegerField(label=_("From age"), min_value=0, max_value=120, required=False)
    to_age = forms.IntegerField(
        label=_("To age"), min_value=0, max_value=120, required=False, help_text=_("The last age in the group.")
    )
    soft_lower = forms.BooleanField(label=_("The lower age is a guide line"), required=False)
    soft_upper = forms.BooleanField(label=_("The upper age is a guide line"), required=False)
    primary = forms.BooleanField(label=_("This group comes first"), required=False)

    def begin(self, profile: Profile, key: str) -> dict[str, Any]:
        part = one_part(profile.at(clock.today()).target_groups, key)
        return {
            "from_age": part.ages.from_age, "to_age": part.ages.to_age, "soft_lower": part.soft_lower,
            "soft_upper": part.soft_upper, "primary": part.primary, "source": part.source,
        }  # fmt: skip

    def changes(self, part: Dated) -> Mapping[str, Any] | None:
        if not isinstance(part, TargetGroup) or not self.is_mine(part):
            return None
        said = self.cleaned_data
        ages = part.ages.model_dump(mode="json", by_alias=True, exclude_none=True)
        for key in ("from", "to"):
            ages.pop(key, None)
            if said[f"{key}_age"] is not None:
                ages[key] = said[f"{key}_age"]
        return {"ages": ages, **{key: said[key] for key in ("soft_lower", "soft_upper", "primary", "source")}}


class ContactTargetForm(SourcedForm):
    """How soon people on a list are contacted, and reached."""

    section = "contact_targets"
    contacted = forms.IntegerField(label=_("Contacted within (days)"), min_value=1, max_value=3660)
    reached = forms.IntegerField(label=_("Reached within (days)"), min_value=1, max_value=3660)

    def begin(self, profile: Profile, key: str) -> dict[str, Any]:
        target = profile.contact_target(clock.today())
        if target is None:
            raise NotVisible
        return {
            "contacted": target.contacted_within_days,
            "reached": target.reached_within_days,
            "source": target.source,
        }

    def changes(self, part: Dated) -> Mapping[str, Any] | None:
        said = self.cleaned_data
        return {
            "contacted_within_days": said["contacted"], "reached_within_days": said["reached"], "source": said["source"],
        }  # fmt: skip


class CurrencyForm(SourcedForm):
    """For how many days each kind of status is believed."""

    section = "status_currency"

    def begin(self, profile: Profile, key: str) -> dict[str, Any]:
        self.kinds = {one.kind: one.days for one in profile.at(clock.today()).status_currency}
        return {
            "source": _("Decided by the municipality"),
            **{f"days_{kind}": days for kind, days in self.kinds.items()},
        }

    def __init__(self, *args: Any, profile: Profile, key: str, **kwargs: Any) -> None:
        super().__init__(*args, profile=profile, key=key, **kwargs)
        label = _("Days for: %(kind)s")
        for kind in self.kinds:
            self.fields[f"days_{kind}"] = forms.IntegerField(
                label=label % {"kind": word_for(kind)}, min_value=1, max_value=3660
            )
        self.order_fields([f"days_{kind}" for kind in self.kinds])

    def changes(self, part: Dated) -> Mapping[str, Any] | None:
        assert isinstance(part, StatusCurrency)
        days = self.cleaned_data.get(f"days_{part.kind}", part.days)
        return None if days == part.days else {"days": days, "source": self.cleaned_data["source"]}


class UnitForm(PartForm):
    """What a unit is called, how it is reached, and whether it is the one entry."""

    section = "units"
    name_da = forms.CharField(label=_("Name in Danish"), max_length=150)
    name_en = forms.CharField(label=_("Name in English"), max_length=150)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    web = forms.CharField(label=_("Web page"), max_length=200, required=False)
    is_entry = forms.BooleanField(
        label=_("This is the one entry"), required=False,
        help_text=_("Exactly one unit is the entry. Choosing this one ends the other's turn on the same day."),
    )  # fmt: skip

    def begin(self, profile: Profile, key: str) -> dict[str, Any]:
        unit = one_part(profile.at(clock.today()).units, key)
        return {
            "name_da": unit.name.da, "name_en": unit.name.en, "phone": unit.door.phone, "address": unit.door.address,
            "web": unit.door.web, "is_entry": unit.is_entry,
        }  # fmt: skip

    def proposed(self, base: Profile) -> Profile:
        said = self.cleaned_data
        door = {key: said[key] for key in ("phone", "address", "web") if said[key]}
        changes = {"name": {"da": said["name_da"], "en": said["name_en"]}, "door": door or None}
        mine = with_parts(base, "units", self.from_on, lambda unit: changes if unit.code == self.key else None)
        if said["is_entry"]:
            return with_entry(mine, self.key, self.from_on)
        # Taking the entry away without giving it to another leaves no door; the profile's own check refuses it in words.
        return with_parts(
            mine, "units", self.from_on, lambda unit: {"is_entry": None} if unit.code == self.key else None
        )


class TextForm(FromDateForm):
    """The whole profile as text. `opened` is the version that was the newest when the page was opened."""

    text = forms.CharField(
        label=_("The profile"), max_length=TEXT_LIMIT, strip=False,
        widget=forms.Textarea(attrs={"rows": 40, "wrap": "off", "spellcheck": "false", "data-text": "code"}),
    )  # fmt: skip
    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("text", "valid_from", "note", "past_confirmed", "opened")

    def proposed(self, base: Profile) -> Profile:
        return parse_profile(self.cleaned_data["text"], f"{base.id}.yaml", known_facts())


class SwitchForm(FromDateForm):
    """Another model of organisation, or another municipality's way of working."""

    shipped = forms.ChoiceField(
        label=_("Take over from"), required=False,
        help_text=_("Units, forums and rules come from the profile that you choose. Leave it empty to keep your own."),
    )  # fmt: skip
    models = forms.MultipleChoiceField(
        label=_("How we are organised"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Several may hold at the same time. Used when you keep your own units and rules."),
    )  # fmt: skip
    keep_name = forms.BooleanField(
        label=_("Keep our own name, committees and sizes"), required=False, initial=True,
        help_text=_("Used when you take over from another profile."),
    )  # fmt: skip
    field_order = ("shipped", "models", "keep_name", "valid_from", "note", "past_confirmed")

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        held = profile.at(clock.today()).models
        kwargs["initial"] = {"models": [f"{one.model}:{one.variant}" for one in held], **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        shipped, models = self.fields["shipped"], self.fields["models"]
        assert isinstance(shipped, forms.ChoiceField)
        assert isinstance(models, forms.MultipleChoiceField)
        shipped.choices = [("", _("Our own units, forums and rules")), *shipped_titles()]
        models.choices = [
            (f"{model}:{variant}", f"{MODELS[model].title}: {word_for(variant)}") for model, variant in VARIANTS
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("shipped") and not said.get("models"):
            self.add_error("models", _("Choose at least one model, or a profile to take over from."))
        return said

    def proposed(self, base: Profile) -> Profile:
        said = self.cleaned_data
        if said["shipped"]:
            other = shipped_profile(said["shipped"])
            return in_the_name_of(other, base) if said["keep_name"] else other
        pairs = [(model, variant) for model, _colon, variant in (text.partition(":") for text in said["models"])]
        return with_models(base, pairs, said["valid_from"], sentence(str(_("decided by the municipality"))))
