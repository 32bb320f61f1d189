# SPDX-License-Identifier: EUPL-1.2
"""Reads of the story: what stands, what waits for an answer, earlier versions, and who has read it.

Who has read it follows from the log: the page cannot be shown without its look, so nobody reads without standing in the list.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.audit.models import LogEntry, LogPerson, Stream
from roedtraad.cases.models import ContactPerson
from roedtraad.journal.models import Story, StoryVersion
from roedtraad.journal.rules import SECTIONS, Piece, VersionState, compare, proposal, standing, withheld
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Part
from roedtraad.organisation.models import Unit
from roedtraad.people import policies as people

READ: Final = "story_read"
"""The look that counts as reading: the page on which the story stands in full."""
SECTION_TITLES: Final = {
    "proud": gettext_lazy("What I am proud of"),
    "matters": gettext_lazy("What matters to me"),
    "hard": gettext_lazy("What has been hard"),
    "helps": gettext_lazy("What helps"),
    "not_again": gettext_lazy("What I do not want to tell again"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A person's story with all its versions, newest first; `story` is None when nobody has begun."""

    story: Story | None
    versions: tuple[StoryVersion, ...]

    @property
    def states(self) -> list[VersionState]:
        return [
            VersionState(
                one.number, one.approved_at is not None, one.declined_at is not None,
                frozenset(one.taken_back.split(",")) - {""},
            )
            for one in self.versions
        ]  # fmt: skip

    @property
    def proposal_number(self) -> int | None:
        return proposal(self.states)

    @property
    def standing(self) -> StoryVersion | None:
        return self._numbered(standing(self.states))

    @property
    def proposed(self) -> StoryVersion | None:
        return self._numbered(self.proposal_number)

    def _numbered(self, number: int | None) -> StoryVersion | None:
        return next((one for one in self.versions if one.number == number), None)


def read_story(person_id: int) -> Told:
    """The story as it is in the tables; for acts and for the reads below, which ask for the part first."""
    found = StoryVersion.objects.filter(story__young_person_id=person_id).select_related(
        "story", "account", "approval_recorded_by"
    )
    versions = tuple(found)
    story = versions[0].story if versions else Story.objects.filter(young_person_id=person_id).first()
    return Told(story, versions)


def sections_of(version: StoryVersion) -> dict[str, str]:
    """The texts of a version by section."""
    return {name: getattr(version, name) for name in SECTIONS}


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section as a reader sees it. `is_withheld`: the young person has taken it back since."""

    name: str
    title: str
    text: str
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class StoryText:
    """One version as a reader sees it."""

    number: int
    sections: Sequence[SectionText]
    by: str
    written_at: dt.datetime
    approved_at: dt.datetime | None
    approved_how: str
    approval_note: str
    declined_at: dt.datetime | None

    @property
    def filled(self) -> list[SectionText]:
        """The sections with something in them, or with something taken back."""
        return [one for one in self.sections if one.text or one.is_withheld]


@dataclass(frozen=True, slots=True)
class Reading:
    """Who has read what stands: the department and unit, and the name of a contact person only."""

    unit: str
    department: str
    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class StoryPage:
    """The story on its page: what stands, what waits, and what was before; for the young person also who has read it."""

    version: int
    standing: StoryText | None
    proposed: StoryText | None
    earlier: Sequence[StoryText]
    readings: Sequence[Reading] = ()

    @property
    def newest(self) -> StoryText | None:
        """What a new version begins from: the proposal that waits, else what stands."""
        return self.proposed or self.standing


def require_story(actor: Actor, person_id: int) -> None:
    """Refuse whoever may not see the part as somebody for whom the person does not exist."""
    roles = people.roles_reaching(actor, person_id)
    if not actor.is_system and Part.STORY not in people.parts(roles):
        raise NotVisible


def story_page(actor: Actor, person_id: int) -> StoryPage:
    """The story for staff who see the part; the caller has asked for it."""
    return _page(read_story(person_id), is_own=False)


def story_for_portal(actor: Actor, person_id: int) -> StoryPage:
    """The story for the young person: everything, also what they have taken back, and who has read it. Raises NotVisible."""
    require_story(actor, person_id)
    page = _page(read_story(person_id), is_own=person_id in actor.own_person_ids)
    return replace(page, readings=readings(person_id, page.standing))


def _page(told: Told, *, is_own: bool) -> StoryPage:
    now, waits = told.standing, told.proposed
    earlier = [one for one in told.versions if one not in (now, waits)]
    return StoryPage(
        version=told.story.version if told.story else 0,
        standing=_text(told, now, is_own=is_own) if now else None,
        proposed=_text(told, waits, is_own=is_own) if waits else None,
        earlier=[_text(told, one, is_own=is_own) for one in earlier],
    )


def _text(told: Told, version: StoryVersion, *, is_own: bool) -> StoryText:
    hidden = frozenset[str]() if is_own else withheld(told.states, version.number)
    sections = [
        SectionText(name, str(SECTION_TITLES[name]), "" if name in hidden else text, bool(text) and name in hidden)
        for name, text in sections_of(version).items()
    ]
    return StoryText(
        number=version.number, sections=sections, by=version.account.name if version.account else "",
        written_at=version.written_at, approved_at=version.approved_at,
        approved_how=version.get_approved_how_display() if version.approved_how else "",
        approval_note=version.approval_note, declined_at=version.declined_at,
    )  # fmt: skip


def readings(person_id: int, standing: StoryText | None) -> list[Reading]:
    """Who has read what stands since it was approved: each colleague once, at their first reading, newest first.

    The caller has asked for the part; staff see of each other what the young person sees.
    """
    if standing is None or standing.approved_at is None:
        return []
    looks = _looks(person_id).filter(at__gte=standing.approved_at, account_id__isnull=False).order_by("sequence")
    first: dict[int | None, tuple[str, dt.datetime]] = {}
    for account, unit, at in looks.values_list("account_id", "unit", "at"):
        first.setdefault(account, (unit, at))
    followers = ContactPerson.objects.filter(young_person_id=person_id, account_id__in=[one for one in first if one])
    names: dict[int | None, str] = dict(followers.values_list("account_id", "account__name"))
    units = {
        one.code: one
        for one in Unit.objects.filter(code__in={unit for unit, _at in first.values()}).select_related("department")
    }
    found = [_reading(units.get(unit), names.get(account, ""), at) for account, (unit, at) in first.items()]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _reading(unit: Unit | None, name: str, at: dt.datetime) -> Reading:
    return Reading(unit.local_name if unit else "", unit.department.local_name if unit else "", name, at)


def _looks(person_id: int) -> QuerySet[LogEntry]:
    sequences = LogPerson.objects.filter(young_person_id=person_id).values("entry_id")
    return LogEntry.objects.filter(sequence__in=sequences, stream=Stream.LOOK, act=READ, account_id__gt=0)


class Approved(NamedTuple):
    """A version that the young person has approved, and whether the reader has read or written it."""

    number: int
    at: dt.datetime
    is_known: bool


@remembered
def approvals(actor: Actor, person_id: int) -> tuple[Approved, ...]:
    """Every approved version, newest first: the person's page and the thread ask for the same."""
    read = _looks(person_id).filter(account_id=actor.account_id, at__gte=OuterRef("approved_at"))
    found = StoryVersion.objects.filter(story__young_person_id=person_id, approved_at__isnull=False).order_by("-number")
    rows = found.annotate(is_read=Exists(read)).values_list("number", "approved_at", "account_id", "is_read")
    return tuple(Approved(number, at, is_read or by == actor.account_id) for number, at, by, is_read in rows if at)


def unread_since(actor: Actor, person_id: int) -> dt.datetime | None:
    """When the story that stands was approved, if the actor has neither read nor written it since; None when nothing waits."""
    newest = next(iter(approvals(actor, person_id)), None)
    return newest.at if newest is not None and not newest.is_known else None


def story_section(actor: Actor, person_id: int) -> dict[str, Any]:
    """The person's page asks whoever has not read the story to begin with it."""
    return {"story_unread_since": unread_since(actor, person_id)}


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section in two versions, word for word."""

    title: str
    pieces: Sequence[Piece]
    is_withheld: bool

    @property
    def is_same(self) -> bool:
        return all(piece.change == "same" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side, the earlier first."""

    before: StoryText
    after: StoryText
    sections: Sequence[SectionChange]


def compare_versions(actor: Actor, person_id: int, first: int, second: int) -> Comparison:
    """Two versions compared; what the young person has taken back stays out of both. Raises NotVisible for a missing one."""
    told = read_story(person_id)
    is_own = person_id in actor.own_person_ids
    texts = {one.number: _text(told, one, is_own=is_own) for one in told.versions}
    if first not in texts or second not in texts:
        raise NotVisible
    before, after = texts[min(first, second)], texts[max(first, second)]
    sections = [
        SectionChange(new.title, compare(old.text, new.text), old.is_withheld or new.is_withheld)
        for old, new in zip(before.sections, after.sections, strict=True)
    ]
    return Comparison(before, after, sections)


def choices(page: StoryPage) -> list[tuple[int, str]]:
    """The versions that can be compared, newest first, by number and author."""
    shown = [one for one in (page.proposed, page.standing, *page.earlier) if one]
    by = gettext_lazy("the young person")
    named = [
        (one.number, _("Version %(number)s, by %(by)s") % {"number": one.number, "by": one.by or by}) for one in shown
    ]
    return sorted(named, reverse=True)
