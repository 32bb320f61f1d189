# SPDX-License-Identifier: EUPL-1.2
"""Who is on the agenda, why, and who takes part in that item."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roedtraad.detection.models import Signal
from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.meetings.models.calendar import Meeting
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import Guardian, YoungPerson


class Entry(models.TextChoices):
    """How somebody came on the agenda, the most binding first."""

    MANDATORY = "mandatory", _("mandatory")
    ADMITTED = "admitted", _("admitted by a rule")
    BROUGHT = "brought", _("brought by a colleague")


class ItemState(models.TextChoices):
    """Where an item stands. CARRIED is the one that was not reached; the next meeting has its successor."""

    LISTED = "listed", _("on the agenda")
    UNDER_WAY = "under_way", _("being talked about")
    TREATED = "treated", _("talked about")
    CARRIED = "carried", _("moved on to the next meeting")
    WITHDRAWN = "withdrawn", _("taken off")


OPEN_ITEMS: Final = (ItemState.LISTED, ItemState.UNDER_WAY)


class AgendaItem(models.Model):
    """One young person at one meeting, with one question to be answered.

    `unit` is whose matter it is, and so whose data the item and its minutes are. `waiting_since` is the day of the oldest
    signal or of the request: what is carried keeps it. `decider` or `decider_unit` and `payer` say before the meeting who may
    decide and whose money it is. `carried_from` is the item that was not reached; `carries` how often that has happened.
    `is_pinned`: whoever leads the meeting gave the item its place, and nothing moves it by itself. `taken_off_by`: a person took
    it off, so that the same signals do not bring it back. `seen_until`, set when the meeting is closed, is how long those who
    took part still see the young person because of it (`meeting_access_after`). `version` counts up with every change made in
    the meeting, so that nobody's words are overwritten unseen.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items", db_index=False)
    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="agenda_items", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agenda_items")
    entry = models.CharField(_("how it came here"), max_length=10, choices=Entry.choices)
    order = models.PositiveSmallIntegerField(default=0)
    question = models.CharField(_("the question to be answered"), max_length=500, blank=True)
    because = models.CharField(_("why it is brought"), max_length=500, blank=True)
    brought_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="brought_items")
    added_on = models.DateField()
    waiting_since = models.DateField()
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    decider = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decider_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    payer = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    costs_nothing = models.BooleanField(_("costs nothing"), default=False)
    proposed_contact = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed contact person"),
    )
    state = models.CharField(_("state"), max_length=10, choices=ItemState.choices, default=ItemState.LISTED)
    state_because = models.CharField(max_length=300, blank=True)
    taken_off_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    is_pinned = models.BooleanField(default=False)
    carried_from = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    carries = models.PositiveSmallIntegerField(default=0)
    prepared_at = models.DateTimeField(null=True, blank=True)
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    seen_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "version"),
        **every(CASE, "meeting", "young_person", "unit", "entry", "order", "question", "because", "brought_by"),
        **every(CASE, "added_on", "waiting_since", "minutes", "decider", "decider_unit", "payer", "costs_nothing"),
        **every(CASE, "proposed_contact", "state", "state_because", "carried_from", "carries", "prepared_at"),
        **every(CASE, "prepared_by", "began_at", "ended_at", "taken_off_by", "is_pinned", "seen_until"),
    }

    class Meta:
        ordering = ("meeting", "order", "id")
        indexes = (
            models.Index(fields=("meeting", "order"), name="item_of_meeting"),
            models.Index(fields=("young_person", "state"), name="item_of_person"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "young_person"), condition=~Q(state="withdrawn"), name="item_once_in_meeting"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(state_because=""), name="item_withdrawn_for_a_reason"
            ),
            models.CheckConstraint(condition=~Q(entry="brought") | ~Q(because=""), name="item_brought_for_a_reason"),
            models.CheckConstraint(condition=Q(payer__isnull=True) | Q(costs_nothing=False), name="item_paid_or_free"),
            models.CheckConstraint(
                condition=Q(decider__isnull=True) | Q(decider_unit__isnull=True), name="item_one_decider"
            ),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.young_person_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ITEMS

    @property
    def has_decider(self) -> bool:
        return bool(self.decider_id or self.decider_unit_id)

    @property
    def has_payer(self) -> bool:
        return bool(self.payer_id or self.costs_nothing)


class ItemSignal(models.Model):
    """A signal that put the young person on the agenda. Several of one person are one item."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="item_signals", db_index=False)
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="agenda_items")

    person_path: ClassVar[str] = "item__young_person"
    data_rules: ClassVar[DataRules] = {"id": TECHNICAL, **every(CASE, "item", "signal")}

    class Meta:
        constraints = (models.UniqueConstraint(fields=("item", "signal"), name="item_signal_once"),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.signal_id}"


class Task(models.TextChoices):
    """What somebody is there for: said before the meeting, so that roles do not overlap (K3a)."""

    YOUNG_PERSON = "young_person", _("it is about them")
    GUARDIAN = "guardian", _("parent or guardian")
    SUPPORT = "support", _("support person")
    CHAIR = "chair", _("leads the meeting")
    CONTACT_PERSON = "contact_person", _("contact person")
    CASEWORKER = "caseworker", _("has a case")
    BRINGS = "brings", _("brings the question")
    DECIDES = "decides", _("may decide")
    PAYS = "pays", _("pays")
    MEMBER = "member", _("fixed member")
    KNOWS = "knows", _("knows something that is needed")
    INTERPRETER = "interpreter", _("interpreter")


class Way(models.TextChoices):
    """How somebody takes part."""

    IN_PERSON = "in_person", _("in person")
    VIDEO = "video", _("by video")
    THROUGH_GUIDE = "through_guide", _("through the contact person")
    IN_WRITING = "in_writing", _("in writing")


class Reply(models.TextChoices):
    """What somebody answered to the invitation."""

    NONE = "none", _("has not answered")
    YES = "yes", _("comes")
    NO = "no", _("cannot come")


class Participant(models.Model):
    """Somebody who takes part in one item: a colleague, the young person, a guardian, or somebody from outside. Exactly one of them.

    `ground` is the code of the legal basis on which they hear the other departments' matter: `own_department`, `one_authority`, the
    code of a basis in the profile, `own_matter`; empty when there is none yet, and then they hear only what is their own. `why` is
    the reason they were proposed. `also` are further tasks of the same one person. `stands_in_for` is whom a substitute comes
    instead of. `told_meeting` and `invited_sequence` say which time and place they were told last. `wish` is what the young person
    or a guardian wants from the meeting, in their own words.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="participants", db_index=False)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting_parts", db_index=False
    )
    is_young_person = models.BooleanField(default=False)
    guardian = models.ForeignKey(
        Guardian, on_delete=models.CASCADE, null=True, blank=True, related_name="meeting_parts"
    )
    outside_name = models.CharField(_("name"), max_length=150, blank=True)
    outside_email = models.EmailField(_("e-mail"), blank=True)
    seat = models.CharField(max_length=80, blank=True)
    task = models.CharField(_("part"), max_length=16, choices=Task.choices)
    also = models.JSONField(_("also"), default=list, blank=True)
    way = models.CharField(_("takes part"), max_length=16, choices=Way.choices, default=Way.IN_PERSON)
    why = models.CharField(_("why they are needed"), max_length=200, blank=True)
    ground = models.CharField(_("basis"), max_length=64, blank=True)
    is_proposed = models.BooleanField(default=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_sequence = models.PositiveSmallIntegerField(null=True, blank=True)
    told_meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reminded_on = models.DateField(null=True, blank=True)
    reply = models.CharField(_("answer"), max_length=4, choices=Reply.choices, default=Reply.NONE)
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_note = models.CharField(_("remark"), max_length=300, blank=True)
    stands_in_for = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="substitutes"
    )
    wish = models.TextField(_("what I want from the meeting"), max_length=2000, blank=True)
    attended = models.BooleanField(_("was there"), null=True, blank=True)

    person_path: ClassVar[str] = "item__young_person"
    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "invited_sequence", "told_meeting"),
        **every(
            CASE, "item", "account", "is_young_person", "guardian", "outside_name", "outside_email", "seat", "task"
        ),
        **every(CASE, "also", "reminded_on"),
        **every(CASE, "way", "why", "ground", "is_proposed", "invited_at", "reply", "replied_at", "reply_note"),
        **every(CASE, "stands_in_for", "wish", "attended"),
    }

    class Meta:
        ordering = ("item", "id")
        indexes = (models.Index(fields=("account", "item"), name="participant_colleague"),)
        constraints = (
            models.UniqueConstraint(
                fields=("item", "account"), condition=Q(account__isnull=False), name="participant_once"
            ),
            models.UniqueConstraint(
                fields=("item", "guardian"), condition=Q(guardian__isnull=False), name="participant_guardian_once"
            ),
            models.UniqueConstraint(
                fields=("item",), condition=Q(is_young_person=True), name="participant_young_person_once"
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False, is_young_person=False, guardian__isnull=True, outside_name="")
                | Q(account__isnull=True, is_young_person=True, guardian__isnull=True, outside_name="")
                | Q(account__isnull=True, is_young_person=False, guardian__isnull=False, outside_name="")
                | (Q(account__isnull=True, is_young_person=False, guardian__isnull=True) & ~Q(outside_name="")),
                name="participant_is_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.task}"

    @property
    def is_citizen(self) -> bool:
        return self.is_young_person or self.guardian_id is not None
