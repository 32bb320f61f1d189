# SPDX-License-Identifier: EUPL-1.2
"""Cases, contact persons, and every real contact with a young person."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import ACCOUNT, CASE, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson


class Case(models.Model):
    """One department's file on a young person under one law, with the person who has it."""

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="cases", db_index=False)
    reference = models.CharField(_("reference"), max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases", db_index=False)
    discipline = models.CharField(_("discipline"), max_length=32)
    law = models.CharField(_("law"), max_length=32)
    opened_on = models.DateField(_("opened"))
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    caseworker = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="cases", db_index=False)
    source = models.CharField(_("source"), max_length=100, blank=True)
    confirmed_on = models.DateField(_("confirmed"), null=True, blank=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "reference", "unit", "discipline", "law", "opened_on", "closed_on"),
        **every(CASE, "caseworker", "source", "confirmed_on"),
    }

    class Meta:
        ordering = ("-opened_on", "-id")
        indexes = (
            models.Index(fields=("young_person", "closed_on"), name="case_of_person"),
            models.Index(fields=("unit", "closed_on", "young_person"), name="case_in_unit"),
            models.Index(fields=("caseworker", "closed_on", "young_person"), name="case_of_caseworker"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="case_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.law}"


class CaseOutcome(models.TextChoices):
    """Why a case was closed."""

    GOAL_REACHED = "goal_reached", _("the goal is reached")
    PARTLY_REACHED = "partly_reached", _("part of the goal is reached")
    NOT_NEEDED = "not_needed", _("help is no longer needed")
    PASSED_ON = "passed_on", _("somebody else goes on with it")
    DECLINED = "declined", _("the young person does not want it")
    OTHER = "other", _("another reason")


class Destination(models.TextChoices):
    """What the young person goes on to when a case is closed; `rules.POSITIVE` says which are a positive destination (N1)."""

    SCHOOL = "school", _("school")
    GRADE_10 = "grade_10", _("10th grade")
    YOUTH_EDUCATION = "youth_education", _("youth education")
    HIGHER_EDUCATION = "higher_education", _("further education")
    FGU = "fgu", _("FGU")
    STU = "stu", _("STU")
    WORK = "work", _("work")
    PLACEMENT = "placement", _("company placement")
    MEASURE = "measure", _("another measure")
    BENEFIT = "benefit", _("benefit")
    OTHER_DEPARTMENT = "other_department", _("help from another department")
    MOVED = "moved", _("moved to another municipality")
    UNKNOWN = "unknown", _("unknown")


class CaseClosing(models.Model):
    """How a case ended: what came of it, what the young person went on to, and who closed it. A closed import has none."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="closing")
    outcome = models.CharField(_("outcome"), max_length=16, choices=CaseOutcome.choices)
    destination = models.CharField(_("destination"), max_length=20, choices=Destination.choices)
    note = models.TextField(_("note"), blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="cases_closed")

    person_path: ClassVar[str] = "case__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "case", "outcome", "destination", "note", "account"),
    }

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"


class FollowUpOutcome(models.TextChoices):
    """What was found when somebody asked how it goes after a case."""

    STILL_THERE = "still_there", _("still there, and it goes well")
    NEEDS_HELP = "needs_help", _("still there, but needs help")
    LEFT = "left", _("no longer there")
    NOT_REACHED = "not_reached", _("not reached")


class CaseFollowUp(models.Model):
    """A day in the first months after a case on which somebody asks how it goes. `account` does it and sees the person for it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="follow_ups", db_index=False)
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=FollowUpOutcome.choices, blank=True)

    person_path: ClassVar[str] = "case__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "case", "account", "due_on", "done_on", "outcome"),
    }

    class Meta:
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("account", "done_on", "due_on"), name="follow_up_of_account"),)
        constraints = (
            models.UniqueConstraint(fields=("case", "due_on"), name="follow_up_once_a_day"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, outcome="") | (Q(done_on__isnull=False) & ~Q(outcome="")),
                name="follow_up_done_has_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_on}"


class ContactKind(models.TextChoices):
    """Contact persons exist under several laws and must be kept apart (DOMAIN §1.4)."""

    YOUTH_EFFORT = "youth_effort", _("contact person in the youth effort")
    STATUTORY = "statutory", _("contact person under the Children's Act")
    MENTOR = "mentor", _("mentor")
    INSTITUTION = "institution", _("the institution's contact person")


class ContactPerson(models.Model):
    """Who follows the young person, from when to when. At most one at a time is the coordinating one."""

    young_person = models.ForeignKey(
        YoungPerson, on_delete=models.CASCADE, related_name="contact_persons", db_index=False
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contact_for", db_index=False)
    kind = models.CharField(_("kind"), max_length=16, choices=ContactKind.choices, default=ContactKind.YOUTH_EFFORT)
    is_coordinating = models.BooleanField(_("coordinating"), default=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "account", "kind", "is_coordinating", "started_on", "ended_on"),
    }

    class Meta:
        ordering = ("-is_coordinating", "-started_on")
        indexes = (
            models.Index(fields=("young_person", "ended_on"), name="contact_person_of"),
            models.Index(fields=("account", "ended_on", "young_person"), name="contact_person_for"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="contact_person_in_order"
            ),
            models.UniqueConstraint(
                fields=("young_person",),
                condition=Q(ended_on__isnull=True, is_coordinating=True),
                name="contact_person_one_coordinating",
            ),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.account_id}"


class ContactWish(models.Model):
    """What the young person wants of a contact person, in their own words; the latest counts. `account` wrote it down, if staff did."""

    young_person = models.ForeignKey(
        YoungPerson, on_delete=models.CASCADE, related_name="contact_wishes", db_index=False
    )
    words = models.TextField(_("wish"))
    written_on = models.DateField(_("date"))
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="contact_wishes")

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "words", "written_on", "account"),
    }

    class Meta:
        ordering = ("-written_on", "-id")
        indexes = (models.Index(fields=("young_person", "-id"), name="contact_wish_of_person"),)

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.written_on}"


class Absence(models.Model):
    """A colleague is away for some days and somebody else answers for their young people meanwhile."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="absences", db_index=False)
    substitute = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="substitutes_in", db_index=False)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("last day"))

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(ACCOUNT, "account", "substitute", "started_on", "ended_on"),
    }

    class Meta:
        ordering = ("started_on", "id")
        indexes = (
            models.Index(fields=("account", "ended_on"), name="absence_of"),
            models.Index(fields=("substitute", "ended_on"), name="absence_substitute"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(ended_on__gte=F("started_on")), name="absence_in_order"),
            models.CheckConstraint(condition=~Q(substitute=F("account")), name="absence_other_substitute"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.started_on}"


class ContactChannel(models.TextChoices):
    """How the contact was made; every channel counts alike (PEERS §7)."""

    MEETING = "meeting", _("meeting")
    PHONE = "phone", _("phone")
    MESSAGE = "message", _("text message or mail")
    HOME_VISIT = "home_visit", _("home visit")
    LETTER = "letter", _("letter")
    AT_SCHOOL = "at_school", _("at the school")


class ContactOutcome(models.TextChoices):
    """What came of it. Only `reached` means that the young person was reached; the others are attempts."""

    REACHED = "reached", _("reached")
    LEFT_MESSAGE = "left_message", _("left a message")
    NO_ANSWER = "no_answer", _("no answer")
    WRONG_NUMBER = "wrong_number", _("wrong number or address")
    DECLINED = "declined", _("does not want contact")


class Contact(models.Model):
    """A contact or an attempt at one. Any real contact counts, whatever the channel and whoever made it."""

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    held_on = models.DateField(_("date"))
    channel = models.CharField(_("how"), max_length=16, choices=ContactChannel.choices)
    outcome = models.CharField(_("outcome"), max_length=16, choices=ContactOutcome.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contacts")
    recorded_at = models.DateTimeField()

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "held_on", "channel", "outcome", "account", "recorded_at"),
    }

    class Meta:
        ordering = ("-held_on", "-id")
        indexes = (models.Index(fields=("young_person", "-held_on"), name="contact_of_person"),)

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.held_on}"
