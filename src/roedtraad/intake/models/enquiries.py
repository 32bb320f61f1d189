# SPDX-License-Identifier: EUPL-1.2
"""An enquiry, and the visitation that may come of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import Case
from roedtraad.intake.models.workshop import FutureWorkshop
from roedtraad.kernel.classification import CASE, CONTACT, SEALED, TECHNICAL, Classification, DataRules, Export, every
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson

TOLD = CASE.but(export=Export.STAFF)
"""What somebody else has said about the young person: in their own copy only after a person has looked at it."""
ASKER = CONTACT.but(classification=Classification.CONFIDENTIAL, export=Export.STAFF)


class Channel(models.TextChoices):
    """How the enquiry came (MISSION K1: one entry, whoever asks)."""

    PHONE = "phone", _("phone")
    DOOR = "door", _("at the door")
    WEB = "web", _("web form")
    SCHOOL = "school", _("school")
    PARENT = "parent", _("parent")
    INSTITUTION = "institution", _("education institution")
    COMPANY = "company", _("company")
    MUNICIPALITY = "municipality", _("another municipality")


class InstitutionNews(models.TextChoices):
    """What an education institution tells of a pupil."""

    ADMITTED = "admitted", _("admitted")
    AT_RISK = "at_risk", _("at risk of dropping out")
    BROKE_OFF = "broke_off", _("broke off")
    COMPLETED = "completed", _("completed")


class Relation(models.TextChoices):
    """Who asks, seen from the young person."""

    SELF = "self", _("the young person")
    PARENT = "parent", _("parent or guardian")
    CLOSE = "close", _("family or friend")
    SCHOOL = "school", _("school or institution")
    COMPANY = "company", _("company")
    AUTHORITY = "authority", _("colleague or another authority")
    OTHER = "other", _("somebody else")


class EnquiryState(models.TextChoices):
    """Where an enquiry stands. The first two wait in exactly one inbox; the others are done."""

    NEW = "new", _("new")
    TAKEN = "taken", _("taken")
    JOINED = "joined", _("goes on in the case")
    CLOSED = "closed", _("closed")
    VISITATED = "visitated", _("visitated")


class Outcome(models.TextChoices):
    """How an enquiry was closed without a case. Only the first counts as guidance at the door."""

    GUIDED = "guided", _("short guidance at the door")
    REFERRED = "referred", _("shown to another place")
    ALREADY_HELPED = "already_helped", _("already has help")
    UNREACHABLE = "unreachable", _("could not be reached")
    WITHDRAWN = "withdrawn", _("does not want help")
    NOT_FOR_US = "not_for_us", _("not for us")


WAITING = (EnquiryState.NEW, EnquiryState.TAKEN)


class Enquiry(models.Model):
    """Somebody asks the municipality about a young person, known or not.

    While it waits it is in exactly one inbox: the holder's, or the unit's when nobody holds it. `taken_by` is who took it
    last and stays when it is done. `due_on` is the day of the promise, or of the answer that every enquiry is owed.
    """

    receipt = models.CharField(_("receipt"), max_length=16, unique=True)
    channel = models.CharField(_("how it came"), max_length=16, choices=Channel.choices)
    news = models.CharField(_("what the institution tells"), max_length=16, choices=InstitutionNews.choices, blank=True)
    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    asker_name = models.CharField(_("who asks"), max_length=150, blank=True)
    asker_phone = models.CharField(_("phone"), max_length=32, blank=True)
    asker_email = models.EmailField(_("e-mail"), blank=True)
    asker_relation = models.CharField(_("relation"), max_length=16, choices=Relation.choices)
    about_name = models.CharField(_("the young person's name"), max_length=150, blank=True)
    about_born_on = models.DateField(_("date of birth"), null=True, blank=True)
    about_cpr = models.BinaryField(max_length=64, null=True)
    young_person = models.ForeignKey(
        YoungPerson, on_delete=models.CASCADE, null=True, related_name="enquiries", db_index=False
    )
    text = models.TextField(_("what it is about"), max_length=4000)
    promised = models.CharField(_("what was promised"), max_length=500, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="enquiries", db_index=False)
    holder = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="enquiries_held", db_index=False
    )
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="enquiries_taken")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="enquiries_recorded")
    passed_note = models.CharField(_("note on passing it on"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=EnquiryState.choices, default=EnquiryState.NEW)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    outcome_note = models.CharField(_("what was said"), max_length=1000, blank=True)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    due_on = models.DateField(_("answer by"))
    escalates_on = models.DateField()
    closed_on = models.DateField(null=True)
    sender_key = models.CharField(max_length=64, blank=True)
    form_key = models.CharField(max_length=64, blank=True)

    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "sender_key", "form_key"),
        **every(ASKER, "asker_name", "asker_phone", "asker_email", "asker_relation"),
        **every(CASE, "receipt", "channel", "news", "happened_on", "about_name", "about_born_on", "young_person"),
        **every(TOLD, "text", "passed_note", "outcome_note", "promised"),
        **every(CASE, "unit", "holder", "taken_by", "recorded_by", "state", "outcome"),
        **every(CASE, "received_on", "received_at", "due_on", "escalates_on", "closed_on"),
        "about_cpr": SEALED,
    }

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(fields=("unit", "state", "due_on"), name="enquiry_in_unit"),
            models.Index(fields=("holder", "state", "due_on"), name="enquiry_held"),
            models.Index(fields=("young_person", "-received_on"), name="enquiry_about"),
            models.Index(fields=("sender_key", "received_at"), name="enquiry_sender"),
        )
        constraints = (
            models.UniqueConstraint(fields=("form_key",), condition=~Q(form_key=""), name="enquiry_once_per_form"),
            models.CheckConstraint(
                condition=Q(state="new", closed_on__isnull=True)
                | Q(state="taken", closed_on__isnull=True, holder__isnull=False)
                | Q(state__in=("joined", "closed", "visitated"), closed_on__isnull=False, holder__isnull=True),
                name="enquiry_in_one_inbox_or_done",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("joined", "visitated")) | Q(young_person__isnull=False),
                name="enquiry_goes_on_about_somebody",
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(state="closed"), name="enquiry_outcome_when_closed"),
            models.CheckConstraint(condition=Q(news="") | Q(channel="institution"), name="enquiry_news_of_institution"),
        )

    def __str__(self) -> str:
        return self.receipt


class Visitation(models.Model):
    """The decision on which unit receives the young person: why, and who decided. It opens the case."""

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="visitations")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.SET_NULL, null=True, related_name="visitations")
    workshop = models.ForeignKey(FutureWorkshop, on_delete=models.SET_NULL, null=True, related_name="visitations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visitations_made")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visitations_received")
    law = models.CharField(_("law"), max_length=32)
    discipline = models.CharField(_("discipline"), max_length=32)
    reasons = models.TextField(_("reasons"), max_length=2000)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="visitations_decided")
    decided_on = models.DateField(_("decided on"))
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, related_name="visitations")
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="visitations_recorded")

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "enquiry", "workshop", "unit", "to_unit", "law", "discipline", "reasons"),
        **every(CASE, "decided_by", "decided_on", "case", "recorded_by"),
    }

    class Meta:
        ordering = ("-decided_on", "-id")

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.to_unit_id}"
