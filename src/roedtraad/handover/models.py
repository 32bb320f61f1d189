# SPDX-License-Identifier: EUPL-1.2
"""Passing a case or the contact person's task on: asked by one, accepted by the next, and nobody let go of in between (K12)."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account, Department, Unit
from roedtraad.people.models import YoungPerson


class State(models.TextChoices):
    """Where a handover stands. It waits while PENDING or ASKED; every other state is its end."""

    PENDING = "pending", _("waits for an answer")
    ASKED = "asked", _("waits for an answer to a question")
    ACCEPTED = "accepted", _("taken over")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REVOKED = "revoked", _("revoked by a leader")


WAITING: Final = (State.PENDING, State.ASKED)


class Handover(models.Model):
    """One case, or the coordinating contact person's task, on its way from one colleague to the next.

    Exactly one of `case` and `contact_person` is set. `to_account` is who is asked; empty means anybody in `to_unit`. With
    `is_request` it is the receiver who asked for it and the sender who answers. Until it is accepted, `from_account` stays
    responsible. With `cover_until` it is temporary: it comes back on the day after, and `returned_on` says when it did.
    `department` is whose data the note is.
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="handovers", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="handovers", db_index=False)
    contact_person = models.ForeignKey(
        ContactPerson, on_delete=models.CASCADE, null=True, related_name="handovers", db_index=False
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="handovers")
    from_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="handovers_from", db_index=False)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="handovers", db_index=False)
    to_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="handovers_to", db_index=False
    )
    is_request = models.BooleanField(default=False)
    works = models.TextField(_("what works"), blank=True)
    matters = models.TextField(_("what matters to the young person"), blank=True)
    agreements = models.TextField(_("open agreements"), blank=True)
    risks = models.TextField(_("what to look out for"), blank=True)
    next_step = models.TextField(_("the next step"), blank=True)
    wanted_because = models.TextField(_("why it is asked for"), blank=True)
    cover_until = models.DateField(_("last day of the cover"), null=True, blank=True)
    meeting_on = models.DateField(_("joint meeting"), null=True, blank=True)
    asked_on = models.DateField(_("asked"))
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="handovers_asked")
    due_on = models.DateField(_("answer due"))
    remind_on = models.DateField(_("reminder"))
    reminded_on = models.DateField(null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    reason = models.TextField(_("reason"), blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="handovers_settled")
    returned_on = models.DateField(null=True, blank=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "case", "contact_person", "department", "from_account", "to_unit", "to_account"),
        **every(CASE, "is_request", "works", "matters", "agreements", "risks", "next_step", "wanted_because"),
        **every(CASE, "cover_until", "meeting_on", "asked_on", "asked_by", "due_on", "remind_on", "reminded_on"),
        **every(CASE, "escalated_on", "state", "reason", "settled_on", "settled_by", "returned_on"),
    }

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(fields=("young_person", "state"), name="handover_of_person"),
            models.Index(fields=("from_account", "state"), name="handover_from"),
            models.Index(fields=("to_account", "state"), name="handover_to"),
            models.Index(fields=("to_unit", "state", "due_on"), name="handover_to_unit"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(case__isnull=False, contact_person__isnull=True)
                | Q(case__isnull=True, contact_person__isnull=False),
                name="handover_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(to_account__isnull=True) | ~Q(to_account=F("from_account")), name="handover_to_another"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "asked"], settled_on__isnull=True)
                | (~Q(state__in=["pending", "asked"]) & Q(settled_on__isnull=False)),
                name="handover_settled_has_day",
            ),
            models.UniqueConstraint(
                fields=("case",), condition=Q(state__in=["pending", "asked"]), name="handover_one_waits_of_case"
            ),
            models.UniqueConstraint(
                fields=("contact_person",), condition=Q(state__in=["pending", "asked"]),
                name="handover_one_waits_of_task",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.state}"

    @property
    def waits(self) -> bool:
        return self.state in WAITING

    @property
    def is_task(self) -> bool:
        return self.contact_person_id is not None


class HandoverQuestion(models.Model):
    """What the one who is to answer wants to know first, and what the other one said."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="questions")
    question = models.TextField(_("question"))
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="handover_questions")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="handover_answers")
    answered_at = models.DateTimeField(null=True, blank=True)

    person_path: ClassVar[str] = "handover__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "handover", "question", "asked_by", "asked_at", "answer", "answered_by", "answered_at"),
    }

    class Meta:
        ordering = ("asked_at", "id")

    def __str__(self) -> str:
        return f"{self.handover_id} {self.asked_at}"
