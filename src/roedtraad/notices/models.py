# SPDX-License-Identifier: EUPL-1.2
"""Notices on their way out of the house."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CONTACT, TECHNICAL, Classification, DataRules, Export, every
from roedtraad.people.models import YoungPerson

OUTGOING = CONTACT.but(classification=Classification.CONFIDENTIAL, export=Export.NEVER)


class Channel(models.TextChoices):
    """By which way a notice leaves."""

    MAIL = "mail", _("e-mail")
    SMS = "sms", _("text message")
    DIGITAL_POST = "digital_post", _("Digital Post")


class Notice(models.Model):
    """One notice to one address. It is written in the transaction of the act that it tells of and sent afterwards.

    `body` is emptied when the notice has left, since it may hold a link that opens something; `text` still says which it was.
    `calendar` is the file that goes with a mail about a meeting, and is emptied with it: when and where, and nobody's name.
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, null=True, related_name="notices")
    channel = models.CharField(_("how"), max_length=16, choices=Channel.choices)
    text = models.CharField(_("notice"), max_length=64)
    language = models.CharField(_("language"), max_length=5)
    address = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    calendar = models.TextField(blank=True)
    made_at = models.DateTimeField(_("made"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "tries", "problem"),
        **every(CONTACT, "young_person", "channel", "text", "language", "made_at", "sent_at"),
        **every(OUTGOING, "address", "subject", "body", "calendar"),
    }

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = (
            models.Index(fields=("made_at",), name="notice_waiting", condition=Q(sent_at__isnull=True)),
            models.Index(fields=("young_person", "-made_at"), name="notice_to_person"),
        )

    def __str__(self) -> str:
        return f"{self.text} {self.made_at:%Y-%m-%d}"
