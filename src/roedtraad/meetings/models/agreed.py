# SPDX-License-Identifier: EUPL-1.2
"""What a meeting agrees, and what somebody else must decide."""

import uuid
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.meetings.models.agenda import AgendaItem
from roedtraad.organisation.models import Account, Unit
from roedtraad.plans.models import Agreement, Area, Step


class AgreementLine(models.Model):
    """An agreement as it is typed in the meeting: what, who, by when, decided by, paid by. It may be unfinished.

    When the item is closed it lands in the plan (`agreement`), as it then is (`landed_version`). `reminded_on` is when its owner was
    told that it is soon due. `key` is made by the screen that typed it, so that a line sent twice
    after a lost connection is one line. `version` counts up with every change. A removed line is kept until the item is closed, so
    that it can be brought back.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="lines", db_index=False)
    key = models.UUIDField(default=uuid.uuid4)
    order = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("what"), max_length=300, blank=True)
    area = models.CharField(_("area"), max_length=16, choices=Area.choices, blank=True)
    responsible = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_young_person = models.BooleanField(_("the young person does it"), default=False)
    outside_party = models.CharField(_("somebody outside"), max_length=150, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    step = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("by"), null=True, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_here = models.BooleanField(_("decided at this meeting"), default=False)
    decided_by_young_person = models.BooleanField(_("the young person decides"), default=False)
    paid_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    costs_nothing = models.BooleanField(_("costs nothing"), default=False)
    is_removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    agreement = models.OneToOneField(
        Agreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="meeting_line"
    )
    landed_version = models.PositiveIntegerField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    person_path: ClassVar[str] = "item__young_person"
    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "key", "version", "landed_version"),
        **every(
            CASE, "item", "order", "what", "area", "responsible", "by_young_person", "outside_party", "unit", "step"
        ),
        **every(CASE, "due_on", "decided_by", "decided_unit", "decided_here", "decided_by_young_person", "paid_by"),
        **every(CASE, "costs_nothing", "is_removed", "written_by", "written_at", "agreement", "reminded_on"),
    }

    class Meta:
        ordering = ("item", "order", "id")
        constraints = (
            models.UniqueConstraint(fields=("item", "key"), name="line_once"),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | Q(costs_nothing=False), name="line_paid_or_free"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.order}"

    @property
    def has_doer(self) -> bool:
        return bool(self.responsible_id or self.by_young_person or self.outside_party)

    @property
    def has_decider(self) -> bool:
        return bool(self.decided_by_id or self.decided_unit_id or self.decided_here or self.decided_by_young_person)

    @property
    def has_payer(self) -> bool:
        return bool(self.paid_by_id or self.costs_nothing)


class DecisionState(models.TextChoices):
    """Where a question to somebody who may decide stands."""

    OPEN = "open", _("waits for an answer")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


DECIDED: Final = (DecisionState.GRANTED, DecisionState.REFUSED)


class DecisionRequest(models.Model):
    """What cannot be granted at the meeting, sent to the one who may, with a deadline (K8: not a granting meeting).

    `asked_account` is who may decide; empty means the leader of `asked_unit`. `line` is the agreement that waits for it, if any.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    line = models.ForeignKey(AgreementLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    what = models.CharField(_("what is asked for"), max_length=300)
    asked_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decision_requests", db_index=False)
    asked_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="decision_requests", db_index=False
    )
    due_on = models.DateField(_("answer due"))
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=DecisionState.choices, default=DecisionState.OPEN)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    person_path: ClassVar[str] = "item__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "item", "line", "what", "asked_unit", "asked_account", "due_on", "asked_by", "asked_at", "state"),
        **every(CASE, "answer", "answered_by", "answered_at", "reminded_on"),
    }

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(fields=("asked_account", "state", "due_on"), name="decision_of_colleague"),
            models.Index(fields=("asked_unit", "state", "due_on"), name="decision_of_unit"),
            models.Index(fields=("item",), name="decision_of_item"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="decision_answered_has_moment",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(answer=""), name="decision_refused_for_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"
