# SPDX-License-Identifier: EUPL-1.2
"""Acts on the story: who writes it, and the young person's word on what stands.

What the young person writes stands at once. What staff write is a proposal until the young person approves it in the portal,
or a colleague records that it was read through and approved together.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.journal import drafts
from roedtraad.journal.models import ApprovedHow, Story, StoryVersion
from roedtraad.journal.rules import LONGEST_SECTION, SECTIONS, sections_from
from roedtraad.journal.story import read_story, sections_of
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right
from roedtraad.people import policies as people
from roedtraad.people.actions import lock_person


@dataclass(frozen=True, slots=True)
class Approval:
    """A yes that the young person gave in a colleague's presence: on which day, and how."""

    approved_on: dt.date
    how: str


@transaction.atomic
def write_story(actor: Actor, *, person_id: int, sections: Mapping[str, str], seen_version: int) -> StoryVersion:
    """Write the story anew: the young person's own words stand at once, a colleague's are a proposal.

    Refuses an empty or unchanged story, sections that are too long, and with `story_changed` somebody who has not seen the
    newest version: the error's data holds it, so that nothing that either has written is lost.
    """
    is_own = _writes_own(actor, person_id)
    lock_person(person_id)
    story, _made = Story.objects.get_or_create(young_person_id=person_id)
    given = _checked(sections)
    newest = story.versions.first()
    if seen_version != story.version:
        raise DomainError(
            "story_changed",
            _("The story has been changed while you were writing. Look at both below, and save what should stand."),
            version=story.version, sections=sections_of(newest) if newest else {},
        )  # fmt: skip
    if newest is not None and newest.declined_at is None and sections_of(newest) == given:
        raise DomainError("story_unchanged", _("The story is the same as before."))
    made = _add(story, given, actor, is_own=is_own)
    if not is_own:
        drafts.forget_draft(actor, person_id, drafts.STORY)
    _record(actor, "story_written", story, {"version": made.number, "is_own": is_own})
    return made


def _writes_own(actor: Actor, person_id: int) -> bool:
    """Whether it is the young person who writes; a colleague needs the right to write, everybody else is refused."""
    if person_id in actor.own_person_ids:
        people.require(actor, Right.WRITE_OWN, person_id)
        return True
    people.require(actor, Right.WRITE_NOTES, person_id)
    if not actor.account_id:
        raise NotAllowed("story_by_nobody", _("Only the young person and a colleague write the story."))
    return False


def _checked(sections: Mapping[str, str]) -> dict[str, str]:
    given = sections_from({name: text.replace("\r\n", "\n").replace("\0", "") for name, text in sections.items()})
    if not any(given.values()):
        raise DomainError("story_empty", _("There is nothing in the story yet. Write in at least one part."))
    if any(len(text) > LONGEST_SECTION for text in given.values()):
        raise DomainError(
            "story_too_long", _("One of the parts is too long. Make it shorter: it is to be read before a meeting.")
        )
    return given


def _add(
    story: Story, sections: Mapping[str, str], actor: Actor, *, is_own: bool, taken_back: str = ""
) -> StoryVersion:
    now = clock.now()
    story.version += 1
    story.save(update_fields=["version"])
    yes = {"approved_at": now, "approved_how": ApprovedHow.OWN} if is_own else {}
    return StoryVersion.objects.create(
        story=story, number=story.version, account_id=None if is_own else actor.account_id, written_at=now,
        taken_back=taken_back, **sections, **yes,
    )  # fmt: skip


@transaction.atomic
def approve_story(actor: Actor, *, person_id: int, number: int, approval: Approval | None = None) -> None:
    """The young person says yes to the proposal, and it stands. A colleague records a yes that was given together.

    Refuses what is not the newest version or has had its answer, and from a colleague a date that lies ahead or before the
    proposal was written, and a yes without saying how it was given.
    """
    is_own = _writes_own(actor, person_id)
    proposed = _proposal(person_id, number)
    if is_own:
        proposed.approved_at, proposed.approved_how = clock.now(), ApprovedHow.OWN
    else:
        _approve_together(actor, proposed, approval)
    proposed.save()
    _record(actor, "story_approved", proposed.story, {"version": number, "is_own": is_own})


def _approve_together(actor: Actor, proposed: StoryVersion, approval: Approval | None) -> None:
    if approval is None or not approval.how.strip():
        raise DomainError("story_approval_how", _("Say how the young person approved it: where, and how it was read."))
    if approval.approved_on > actor.on:
        raise DomainError("story_approval_in_future", _("The day lies in the future."))
    if approval.approved_on < timezone.localdate(proposed.written_at):
        raise DomainError("story_approval_before", _("The day lies before this version was written."))
    today = approval.approved_on == clock.today()
    noon = timezone.make_aware(dt.datetime.combine(approval.approved_on, dt.time(12)))
    proposed.approved_at = clock.now() if today else max(noon, proposed.written_at)
    proposed.approved_how = ApprovedHow.TOGETHER
    proposed.approval_note, proposed.approval_recorded_by_id = approval.how.strip(), actor.account_id


@transaction.atomic
def decline_story(actor: Actor, *, person_id: int, number: int) -> None:
    """The young person says no to the proposal: what stood before still stands. Only the young person can."""
    people.require(actor, Right.WRITE_OWN, person_id)
    proposed = _proposal(person_id, number)
    proposed.declined_at = clock.now()
    proposed.save(update_fields=["declined_at"])
    _record(actor, "story_declined", proposed.story, {"version": number})


def _proposal(person_id: int, number: int) -> StoryVersion:
    """The version that waits for its answer, held until the transaction ends."""
    lock_person(person_id)
    versions = read_story(person_id).versions
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise NotVisible
    if read_story(person_id).proposal_number != number:
        raise DomainError(
            "story_answered", _("This version has been answered or written over. Look at the story again.")
        )
    return found


@transaction.atomic
def remove_section(actor: Actor, *, person_id: int, section: str) -> StoryVersion:
    """The young person takes a part of the story back: it stands no longer, and staff no longer see what it said before.

    Refuses everybody else, a part that is not there, and the system.
    """
    people.require(actor, Right.WRITE_OWN, person_id)
    lock_person(person_id)
    told = read_story(person_id)
    if section not in SECTIONS or told.story is None or not _ever_said(told.versions, section):
        raise NotVisible
    base = sections_of(told.standing) if told.standing else dict.fromkeys(SECTIONS, "")
    made = _add(told.story, {**base, section: ""}, actor, is_own=True, taken_back=section)
    _record(actor, "story_section_removed", told.story, {"version": made.number, "section": section})
    return made


def _ever_said(versions: tuple[StoryVersion, ...], section: str) -> bool:
    return any(getattr(one, section) for one in versions)


def _record(actor: Actor, act: str, story: Story, values: Mapping[str, Any]) -> None:
    record_change(actor, Record(act, "story", story.pk, persons=(story.young_person_id,), values=values))
