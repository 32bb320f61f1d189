# SPDX-License-Identifier: EUPL-1.2
"""Notes with every version of their text, what is attached to them, drafts, and the story that is told once."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import Case
from roedtraad.kernel.classification import (
    CASE,
    SITUATION,
    TECHNICAL,
    Classification,
    DataRules,
    Export,
    Retention,
    every,
)  # fmt: skip
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson

_DRAFT = CASE.but(retention=Retention.TECHNICAL, export=Export.NEVER)
_STORY = SITUATION.but(classification=Classification.CONFIDENTIAL)


class NoteKind(models.TextChoices):
    """What a note is about; the kind is shown where the text is not."""

    NOTE = "note", _("note")
    CONVERSATION = "conversation", _("conversation")
    PHONE = "phone", _("phone call")
    MESSAGE = "message", _("letter or message")
    MEETING = "meeting", _("meeting")
    DECISION = "decision", _("ground for a decision")
    OBSERVATION = "observation", _("observation")


class Note(models.Model):
    """A note on a case, or on the person in a unit's own work when there is no case yet.

    The text is in the versions: a correction adds one, and nothing is overwritten. `version` is the number of the newest.
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="notes", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="notes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="notes")
    kind = models.CharField(_("kind"), max_length=16, choices=NoteKind.choices, default=NoteKind.NOTE)
    written_on = models.DateField(_("date"))
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="notes")
    is_restricted = models.BooleanField(_("for participants only"), default=False)
    version = models.PositiveIntegerField(default=1)
    token = models.UUIDField(default=uuid.uuid4, unique=True)

    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "token"),
        **every(CASE, "young_person", "case", "unit", "kind", "written_on", "author", "is_restricted", "version"),
    }

    class Meta:
        ordering = ("-written_on", "-id")
        indexes = (models.Index(fields=("young_person", "-written_on", "-id"), name="note_of_person"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(case__isnull=True, unit__isnull=False) | Q(case__isnull=False, unit__isnull=True),
                name="note_on_case_or_in_unit",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="note_has_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.written_on} {self.kind}"


class NoteVersion(models.Model):
    """One text of a note. The first has no reason; each later one says why it was corrected."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    text = models.TextField(_("text"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    person_path: ClassVar[str] = "note__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "note", "number", "text", "reason", "account", "recorded_at"),
    }

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("note", "number"), name="note_version_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="note_correction_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.note_id} {self.number}"


class NoteReader(models.Model):
    """Somebody who is named to read a restricted note besides its participants."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="readers", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    person_path: ClassVar[str] = "note__young_person"
    data_rules: ClassVar[DataRules] = {"id": TECHNICAL, **every(CASE, "note", "account")}

    class Meta:
        constraints = (models.UniqueConstraint(fields=("note", "account"), name="note_reader_once"),)

    def __str__(self) -> str:
        return f"{self.note_id} {self.account_id}"


class Attachment(models.Model):
    """A file on a note, cleaned of what it told besides its content. `stored_as` is its random name on disk.

    One that was attached by mistake is withdrawn: the row stays with the reason, the file goes.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(_("reason"), max_length=500, blank=True)

    person_path: ClassVar[str] = "note__young_person"
    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "sha256", "stored_as"),
        **every(CASE, "note", "name", "kind", "size", "account", "added_at"),
        **every(CASE, "withdrawn_at", "withdrawn_by", "withdrawn_because"),
    }

    class Meta:
        ordering = ("added_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="attachment_withdrawn_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.note_id} {self.stored_as}"


class Draft(models.Model):
    """What somebody has written and not yet handed in; nobody else sees it. `key` names the form."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="drafts", db_index=False)
    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=40)
    values = models.JSONField()
    saved_at = models.DateTimeField(db_index=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(_DRAFT, "account", "young_person", "key", "values", "saved_at"),
    }

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "young_person", "key"), name="draft_one_of_a_form"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.young_person_id} {self.key}"


class Story(models.Model):
    """The young person's own story: one each. `version` is the number of the newest version, standing or not."""

    young_person = models.OneToOneField(YoungPerson, on_delete=models.CASCADE, related_name="story")
    version = models.PositiveIntegerField(default=0)

    data_rules: ClassVar[DataRules] = {"id": TECHNICAL, **every(_STORY, "young_person", "version")}

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.version}"


class ApprovedHow(models.TextChoices):
    """How the young person said yes to a version."""

    OWN = "own", _("written or approved by the young person")
    TOGETHER = "together", _("read through and approved together")


class StoryVersion(models.Model):
    """One version. What stands is the newest that the young person has approved; what staff write is a proposal until then.

    `taken_back` names the sections that the young person takes back with this version: what they said before is then shown
    to nobody but the young person.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    proud = models.TextField(blank=True)
    matters = models.TextField(blank=True)
    hard = models.TextField(blank=True)
    helps = models.TextField(blank=True)
    not_again = models.TextField(blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_how = models.CharField(max_length=8, choices=ApprovedHow.choices, blank=True)
    approval_note = models.CharField(_("how it was approved"), max_length=300, blank=True)
    approval_recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    taken_back = models.CharField(max_length=60, blank=True)

    person_path: ClassVar[str] = "story__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(_STORY, "story", "number", "proud", "matters", "hard", "helps", "not_again", "account", "written_at"),
        **every(_STORY, "approved_at", "approved_how", "approval_note", "approval_recorded_by", "declined_at"),
        "taken_back": _STORY,
    }

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("story", "number"), name="story_version_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(declined_at__isnull=True), name="story_approved_or_declined"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_how="")
                | (Q(approved_at__isnull=False) & ~Q(approved_how="")),
                name="story_approved_somehow",
            ),
        )

    def __str__(self) -> str:
        return f"{self.story_id} {self.number}"
