# SPDX-License-Identifier: EUPL-1.2
"""The form for a forum: how often, when and where it meets, for how many, and whether it may grant."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel import clock
from roedtraad.organisation.cadence_words import weeks_from, weeks_text
from roedtraad.organisation.profile import Cadence, Dated, Forum, Profile
from roedtraad.organisation.profile_forms import SourcedForm, one_part

_TIMES: Final = ("%H:%M", "%H.%M")
_HOW: Final = (("", _("Not decided")), ("ad_hoc", _("When a case needs it")), ("fixed", _("At fixed intervals")))
_CLOSED: Final = (
    ("later", _("The next open day")), ("earlier", _("The last open day before")), ("skip", _("No meeting")),
)  # fmt: skip
_ONLY_FIXED: Final = _("Only for fixed intervals.")


def _number(low: int, high: int, **words: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=low, max_value=high, **{"required": False, **words})


class ForumForm(SourcedForm):
    """Cadence, time, place and room of a forum. What the form does not speak of stays."""

    section = "forums"
    cadence = forms.ChoiceField(label=_("How often"), choices=_HOW, required=False)
    every = _number(1, 366, label=_("Every"), help_text=_ONLY_FIXED)
    unit = forms.ChoiceField(
        label=_("Unit of time"),
        choices=[("day", _("days")), ("week", _("weeks")), ("month", _("months"))],
        required=False,
    )
    first_on = forms.DateField(
        label=_("A day on which it meets"), required=False,
        help_text=_("The others are counted from it. Months keep the weekday: the second Tuesday stays the second Tuesday."),
    )  # fmt: skip
    skip_weeks = forms.CharField(
        label=_("Weeks without a meeting"), required=False, max_length=200, help_text=_("For example 28-30, 42, 52")
    )
    if_closed = forms.ChoiceField(label=_("On a public holiday"), choices=_CLOSED, required=False)
    begins_at = forms.TimeField(label=_("Begins at"), input_formats=_TIMES, help_text=_("For example 9.00"))
    minutes = _number(10, 600, label=_("Length of a meeting, in minutes"), required=True)
    minutes_per_case = _number(5, 240, label=_("Time for one young person, in minutes"))
    capacity = _number(
        1, 200, label=_("Young people at one meeting, at most"), help_text=_("Left empty: as many as the time allows.")
    )
    max_adults = _number(1, 40, label=_("Adults at the meeting, at most"))
    place_da = forms.CharField(label=_("Place in Danish"), max_length=150, required=False)
    place_en = forms.CharField(label=_("Place in English"), max_length=150, required=False)
    video_link = forms.URLField(
        label=_("Video link"), max_length=300, required=False, assume_scheme="https",
        help_text=_("A room for video that is the forum's own, beginning with https://"),
    )  # fmt: skip
    may_grant = forms.BooleanField(label=_("May grant"), required=False)

    def begin(self, profile: Profile, key: str) -> dict[str, Any]:
        part = one_part(profile.at(clock.today()).forums, key)
        cadence = part.cadence or Cadence(ad_hoc=True)
        kind = "" if part.cadence is None else "ad_hoc" if cadence.ad_hoc else "fixed"
        names = ("minutes", "minutes_per_case", "capacity", "max_adults", "video_link", "may_grant", "source")
        return {
            "cadence": kind, "every": cadence.every, "unit": cadence.unit or "week", "first_on": cadence.first_on,
            "skip_weeks": weeks_text(cadence.skip_weeks), "if_closed": cadence.if_closed,
            "begins_at": f"{part.begins_at:%H:%M}", "place_da": part.place.da if part.place else "",
            "place_en": part.place.en if part.place else "", **{name: getattr(part, name) for name in names},
        }  # fmt: skip

    def clean_skip_weeks(self) -> tuple[int, ...]:
        try:
            return weeks_from(self.cleaned_data["skip_weeks"])
        except ValueError:
            raise ValidationError(_("Write weeks as numbers from 1 to 53, for example 28-30, 42.")) from None

    def clean_video_link(self) -> str:
        link: str = self.cleaned_data["video_link"]
        if link and not link.startswith("https://"):
            raise ValidationError(_("The link must begin with https://"))
        return link

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("cadence") == "fixed" and not said.get("every"):
            self.add_error("every", _("Say how often: every how many days, weeks or months?"))
        if bool(said.get("place_da")) != bool(said.get("place_en")):
            self.add_error("place_en" if said.get("place_da") else "place_da", _("Write the place in both languages."))
        return said

    def changes(self, part: Dated) -> Mapping[str, Any] | None:
        if not isinstance(part, Forum) or not self.is_mine(part):
            return None
        said = self.cleaned_data
        names = ("minutes_per_case", "capacity", "max_adults", "video_link", "minutes", "may_grant", "source")
        place = {"da": said["place_da"], "en": said["place_en"]} if said["place_da"] else None
        return {
            "cadence": self._cadence(), "begins_at": f"{said['begins_at']:%H:%M}", "place": place,
            **{name: None if said[name] == "" else said[name] for name in names},
        }  # fmt: skip

    def _cadence(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        if said["cadence"] != "fixed":
            return {"ad_hoc": True} if said["cadence"] else None
        fixed = {"every": said["every"], "unit": said["unit"], "if_closed": said["if_closed"] or "later"}
        if said["first_on"]:
            fixed["first_on"] = said["first_on"].isoformat()
        return fixed | ({"skip_weeks": list(said["skip_weeks"])} if said["skip_weeks"] else {})
