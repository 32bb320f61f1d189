# SPDX-License-Identifier: EUPL-1.2
"""When a forum meets, and who sits there."""

import uuid
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import ACCOUNT, ORGANISATION, Classification, DataRules, Export, every
from roedtraad.organisation.models import Account, Unit

STAFF = ACCOUNT.but(classification=Classification.INTERNAL, export=Export.STAFF)


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


AHEAD: Final = (MeetingState.PLANNED, MeetingState.UNDER_WAY)


class Meeting(models.Model):
    """One meeting of a forum of the profile: by its cadence, or called when a case needs it (`called_by`).

    Nothing here tells whom it is about; that is in the items. `capacity` is how many young people there is time for, None
    without a limit. `unit` is whose meeting it is: the department's that has the case, or the forum's first unit. `uid` and
    `sequence` are the invitation's in iCalendar: each change of time or place counts up. `moved_from` is the day it was planned for first.
    `slot_on` is the day of the cadence that the meeting stands for; one that somebody cancelled keeps it, so that it is not made
    again. `by_hand` is set when somebody chose day, time or place themself: then a changed forum leaves it where it is.
    """

    forum = models.CharField(_("forum"), max_length=64)
    held_on = models.DateField(_("day"))
    begins_at = models.TimeField(_("from"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    capacity = models.PositiveSmallIntegerField(_("young people at most"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=150, blank=True)
    video_link = models.URLField(_("video link"), max_length=300, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="meetings")
    chair = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chaired_meetings",
        verbose_name=_("chair"),
    )
    by_cadence = models.BooleanField(default=False)
    slot_on = models.DateField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)
    called_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    moved_from = models.DateField(null=True, blank=True)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    data_rules: ClassVar[DataRules] = {
        **every(
            ORGANISATION, "id", "forum", "held_on", "begins_at", "minutes", "capacity", "place", "video_link", "unit"
        ),
        **every(
            ORGANISATION,
            "by_cadence",
            "slot_on",
            "by_hand",
            "state",
            "moved_from",
            "cancelled_because",
            "opened_at",
            "closed_at",
        ),
        **every(ORGANISATION, "uid", "sequence"),
        **every(STAFF, "chair", "called_by"),
    }

    class Meta:
        ordering = ("held_on", "begins_at", "id")
        indexes = (
            models.Index(fields=("forum", "held_on"), name="meeting_of_forum"),
            models.Index(fields=("state", "held_on"), name="meeting_by_day"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("forum", "held_on", "begins_at"), condition=Q(by_cadence=True) & ~Q(state="cancelled"),
                name="meeting_of_cadence_once",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="meeting_lasts"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="meeting_cancelled_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(opened_at__isnull=False), name="meeting_opened_has_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(closed_at__isnull=False), name="meeting_held_has_end"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.forum} {self.held_on}"

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD


class ForumSeat(models.Model):
    """Who sits in a forum's fixed seat for a period, and who comes instead (K3b: one fixed representative per department).

    `seat` is the profile's member as a word: `discipline:social`, `unit:youth`, `role:company_consultant`, or `chair`.
    """

    forum = models.CharField(max_length=64)
    seat = models.CharField(_("seat"), max_length=80)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="forum_seats", verbose_name=_("colleague")
    )
    substitute = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("substitute")
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    data_rules: ClassVar[DataRules] = every(
        STAFF, "id", "forum", "seat", "account", "substitute", "valid_from", "valid_to"
    )

    class Meta:
        ordering = ("forum", "seat", "valid_from")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="seat_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("account")), name="seat_substitute_is_another"
            ),
            models.UniqueConstraint(fields=("forum", "seat", "valid_from"), name="seat_once_from_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.forum} {self.seat}"
