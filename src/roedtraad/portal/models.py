# SPDX-License-Identifier: EUPL-1.2
"""Who may come to the portal and for whom, how they are let in, and what is written between the young person and the contact person."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import (
    CASE,
    CONTACT,
    CREDENTIAL,
    SEALED,
    TECHNICAL,
    DataRules,
    Export,
    Retention,
    every,
)
from roedtraad.organisation.models import Account
from roedtraad.people.models import Guardian, YoungPerson

ACCESS = CONTACT.but(retention=Retention.PERSON)
KEY = CREDENTIAL.but(retention=Retention.TECHNICAL)


class IdentityKind(models.TextChoices):
    """What somebody in the portal is to the young person."""

    SELF = "self", _("the young person")
    GUARDIAN = "guardian", _("parent or guardian")
    REPRESENTATIVE = "representative", _("representative")


class PortalIdentity(models.Model):
    """One person's way to one young person's pages: their own, a guardian's, a representative's within limits.

    Identities with the same `holder` are one and the same human being: a parent of two. `subject_digest` is the keyed digest of
    what the sign-in broker calls that human being; the name itself is never kept. `cpr_sealed` is the number of a guardian or
    representative as colleagues know it, to be matched with the broker's; the young person's stands with the person. `name`,
    `phone` and `email` are a representative's; the others are reached as their own rows say.
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="portal_identities")
    kind = models.CharField(_("who"), max_length=16, choices=IdentityKind.choices)
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, null=True, related_name="portal_identities")
    name = models.CharField(_("name"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    allowed_parts = models.JSONField(_("may see"), default=list)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    holder = models.CharField(max_length=32, db_index=True)
    subject_digest = models.CharField(max_length=64, blank=True, db_index=True)
    cpr_sealed = models.BinaryField(max_length=64, null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="portal_identities_made")
    ended_at = models.DateTimeField(_("taken away"), null=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(
            ACCESS, "young_person", "kind", "allowed_parts", "basis", "valid_from", "valid_to", "made_at", "made_by"
        ),
        **every(ACCESS, "ended_at"),
        **every(ACCESS.but(export=Export.NEVER), "guardian", "name", "phone", "email"),
        **every(KEY, "holder", "subject_digest"),
        "cpr_sealed": SEALED.but(export=Export.NEVER),
    }

    class Meta:
        ordering = ("young_person_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="portal_identity_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="guardian", guardian__isnull=False) | (~Q(kind="guardian") & Q(guardian__isnull=True)),
                name="portal_identity_guardian_named",
            ),
            models.CheckConstraint(
                condition=~Q(kind="representative") | (Q(valid_to__isnull=False) & ~Q(name="") & ~Q(basis="")),
                name="portal_identity_representative_limited",
            ),
            models.UniqueConstraint(
                fields=("young_person",),
                condition=Q(kind="self", ended_at__isnull=True),
                name="portal_identity_one_self",
            ),
            models.UniqueConstraint(
                fields=("guardian",), condition=Q(ended_at__isnull=True), name="portal_identity_one_of_guardian"
            ),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.kind}"


class Invitation(models.Model):
    """A link that lets somebody in for the first time. Only its digest is kept; sent again, it is a new link in the same row."""

    identity = models.OneToOneField(PortalIdentity, on_delete=models.CASCADE, related_name="invitation")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="portal_invitations")
    sent_on = models.DateField(_("last sent"))
    expires_on = models.DateField(_("good until"))
    used_at = models.DateTimeField(_("used"), null=True)

    person_path: ClassVar[str] = "identity__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(ACCESS, "identity", "made_at", "made_by", "sent_on", "expires_on", "used_at"),
        "token_digest": KEY,
    }

    def __str__(self) -> str:
        return f"{self.identity_id} {self.sent_on}"


class OneTimeCode(models.Model):
    """A code that proves that somebody holds the phone or the mailbox. Good once, for minutes, and for few tries."""

    identity = models.ForeignKey(PortalIdentity, on_delete=models.CASCADE, related_name="codes")
    code_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    person_path: ClassVar[str] = "identity__young_person"
    data_rules: ClassVar[DataRules] = every(
        KEY, "id", "identity", "code_digest", "made_at", "expires_at", "tries", "used_at"
    )

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.identity_id} {self.made_at:%Y-%m-%d}"


class DoorKnock(models.Model):
    """Somebody asked for a code or gave a wrong one: counted by where from (a keyed digest), and gone the next night."""

    address_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    data_rules: ClassVar[DataRules] = every(KEY, "id", "address_digest", "at")

    class Meta:
        indexes = (models.Index(fields=("address_digest", "at"), name="door_knock_of_address"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class UsedAssertion(models.Model):
    """An assertion of the sign-in broker (SAML) that somebody has come in by: a keyed digest, kept until it has run out."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    data_rules: ClassVar[DataRules] = every(KEY, "id", "digest", "until")

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"


class Conversation(models.Model):
    """What the young person and the contact person write to each other. It is the young person's: a handover keeps it whole."""

    young_person = models.OneToOneField(YoungPerson, on_delete=models.CASCADE, related_name="conversation")
    started_at = models.DateTimeField()
    waits_since = models.DateTimeField(_("waits since"), null=True)
    """Since when the young person's oldest unread message waits; None when everything is read."""

    data_rules: ClassVar[DataRules] = {"id": TECHNICAL, **every(CASE, "young_person", "started_at", "waits_since")}

    class Meta:
        indexes = (
            models.Index(fields=("waits_since",), name="conversation_waits", condition=Q(waits_since__isnull=False)),
        )

    def __str__(self) -> str:
        return str(self.young_person_id)


class Message(models.Model):
    """One message. From the young person, or from the colleague who answers for them; `read_at` is the other side's first look."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    by_young_person = models.BooleanField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="portal_messages")
    text = models.TextField(_("message"))
    sent_at = models.DateTimeField(_("sent"))
    read_at = models.DateTimeField(_("read"), null=True)

    person_path: ClassVar[str] = "conversation__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "conversation", "by_young_person", "account", "text", "sent_at", "read_at"),
    }

    class Meta:
        ordering = ("sent_at", "id")
        indexes = (models.Index(fields=("conversation", "-sent_at"), name="message_in_conversation"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(by_young_person=True, account__isnull=True)
                | Q(by_young_person=False, account__isnull=False),
                name="message_has_one_writer",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.sent_at:%Y-%m-%d}"


class DetailsChange(models.Model):
    """Somebody has changed the phone or e-mail that codes go to: until it has been let through, none is sent there.

    Of the young person, or of the guardian who is named. Whoever made the change cannot let it through; `cleared_at` says that
    somebody else has, with a fresh invitation. Gone the night after it has ceased to matter (`details.forget_old`).
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="details_changes")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, null=True, related_name="details_changes")
    changed_at = models.DateTimeField(_("changed"), db_index=True)
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="details_changes")
    cleared_at = models.DateTimeField(_("let through"), null=True)

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(ACCESS.but(export=Export.NEVER), "young_person", "guardian", "changed_at", "changed_by", "cleared_at"),
    }

    class Meta:
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.changed_at:%Y-%m-%d}"
