# SPDX-License-Identifier: EUPL-1.2
"""What a young person has said yes to, what is shared on another basis, and what has been passed on."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, Export, every
from roedtraad.organisation.models import Account, Department
from roedtraad.people.models import Guardian, YoungPerson


class OutsideKind(models.TextChoices):
    """Who outside the municipality gets something; empty when nobody does."""

    EDUCATION = "education", _("a place of education")
    COMPANY = "company", _("a company")
    AUTHORITY = "authority", _("another authority")
    OTHER = "other", _("somebody else outside the municipality")


class Channel(models.TextChoices):
    """How the yes was given."""

    SPOKEN = "spoken", _("spoken")
    PAPER = "paper", _("on paper")
    PORTAL = "portal", _("in the portal")


class GivenBy(models.TextChoices):
    """Whose yes it is. `BOTH` is the young person's own, and the guardian says yes as well."""

    YOUNG_PERSON = "young_person", _("the young person")
    GUARDIAN = "guardian", _("the guardian")
    BOTH = "both", _("the young person and the guardian")


class ActedAs(models.TextChoices):
    """As what somebody took a yes back or ended a sharing; `SYSTEM` is the municipality by itself."""

    STAFF = "staff", _("a member of staff")
    YOUNG_PERSON = "young_person", _("the young person")
    GUARDIAN = "guardian", _("the guardian")
    SYSTEM = "system", _("the municipality")


class Consent(models.Model):
    """A yes to certain data, from certain places, to certain places, for one purpose and one case, for a time.

    What was said yes to never changes: less or longer is a new yes that replaces this one. `wording` is the text as it was
    read, `wording_version` which edition of it. `guardian` stands when a guardian has said yes; a yes that only a guardian
    gave holds as long as that guardian holds parental authority.
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField(_("what for"), max_length=300)
    basis = models.CharField(_("legal basis"), max_length=64)
    concerns = models.CharField(_("which case"), max_length=200)
    case_reference = models.CharField(_("reference of the case"), max_length=64, blank=True)
    from_outside = models.CharField(_("from somebody outside"), max_length=200, blank=True)
    outside_kind = models.CharField(_("outside"), max_length=16, choices=OutsideKind.choices, blank=True)
    to_outside = models.CharField(_("to somebody outside"), max_length=200, blank=True)
    wording = models.TextField(_("wording"), max_length=4000)
    wording_version = models.CharField(max_length=16)
    language = models.CharField(_("language"), max_length=8)
    channel = models.CharField(_("how it was given"), max_length=16, choices=Channel.choices)
    explained_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    given_by = models.CharField(_("given by"), max_length=16, choices=GivenBy.choices)
    guardian = models.ForeignKey(Guardian, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    guardian_name = models.CharField(_("guardian"), max_length=200, blank=True)
    given_on = models.DateField(_("given"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("last day"))
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    withdrawn_as = models.CharField(max_length=16, choices=ActedAs.choices, blank=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    replaced_by = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="replaces")

    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id", "wording_version", "recorded_at"),
        **every(CASE, "young_person", "purpose", "basis", "concerns", "case_reference", "from_outside", "outside_kind"),
        **every(CASE, "to_outside", "wording", "language", "channel", "explained_by", "given_by", "guardian"),
        **every(CASE, "guardian_name", "given_on", "valid_from", "valid_to", "withdrawn_at", "withdrawn_as"),
        **every(CASE, "withdrawn_by", "replaced_by"),
    }

    class Meta:
        ordering = ("-valid_from", "-id")
        indexes = (
            models.Index(fields=("young_person", "valid_to"), name="consent_of_person"),
            models.Index(fields=("guardian",), name="consent_of_guardian"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="consent_in_order"),
            models.CheckConstraint(condition=Q(valid_from__gte=F("given_on")), name="consent_not_before_given"),
            models.CheckConstraint(
                condition=Q(explained_by__isnull=False) | Q(channel=Channel.PORTAL), name="consent_was_explained"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_as=""), name="consent_withdrawn_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.basis} {self.valid_to}"


class Sharing(models.Model):
    """Data shared on a basis that needs no consent, or in spite of the rules (`is_override`), by somebody, with a reason.

    What the departments of one authority share is not stored: it follows from the profile every day anew. The young person
    reads it, unless it was decided and written down why not (`withheld_because`).
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="sharings", db_index=False)
    purpose = models.CharField(_("what for"), max_length=300)
    basis = models.CharField(_("legal basis"), max_length=64)
    reason = models.CharField(_("reason"), max_length=1000)
    outside_kind = models.CharField(_("outside"), max_length=16, choices=OutsideKind.choices, blank=True)
    to_outside = models.CharField(_("to somebody outside"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("last day"))
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_as = models.CharField(max_length=16, choices=ActedAs.choices, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    is_override = models.BooleanField(_("in spite of the rules"), default=False)
    withheld_because = models.CharField(_("not shown to the young person because"), max_length=300, blank=True)
    acknowledged_at = models.DateTimeField(_("seen by the data protection officer"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    not_in_copy: ClassVar[Q] = ~Q(withheld_because="")
    data_rules: ClassVar[DataRules] = {
        **every(TECHNICAL, "id"),
        **every(CASE, "young_person", "purpose", "basis", "reason", "outside_kind", "to_outside", "valid_from"),
        **every(CASE, "valid_to", "made_by", "made_at", "ended_at", "ended_as", "ended_by", "is_override"),
        **every(CASE, "acknowledged_at", "acknowledged_by"),
        "withheld_because": CASE.but(export=Export.STAFF),
    }

    class Meta:
        ordering = ("-valid_from", "-id")
        indexes = (
            models.Index(fields=("young_person", "valid_to"), name="sharing_of_person"),
            models.Index(
                fields=("made_at",), name="sharing_unread", condition=Q(is_override=True, acknowledged_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="sharing_in_order"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(purpose="") & ~Q(basis=""), name="sharing_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.basis} {self.valid_to}"


class SharedLine(models.Model):
    """One kind of data from one department to one: the smallest thing that is shared, by a consent or by a sharing.

    `from_department` is empty when somebody outside gives, `to_department` when somebody outside receives: such a line is
    a record and opens nothing here.
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="shared_lines", db_index=False)
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, null=True, related_name="lines")
    sharing = models.ForeignKey(Sharing, on_delete=models.CASCADE, null=True, related_name="lines")
    from_department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(_("kind of data"), max_length=16)

    not_in_copy: ClassVar[Q] = Q(sharing__isnull=False) & ~Q(sharing__withheld_because="")
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "consent", "sharing", "from_department", "to_department", "kind"),
    }

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("young_person", "to_department", "kind"), name="shared_line_of_person"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(consent__isnull=True, sharing__isnull=False)
                | Q(consent__isnull=False, sharing__isnull=True),
                name="shared_line_has_one_ground",
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_department_id} {self.to_department_id} {self.kind}"


class PassedOn(models.Model):
    """Something that has left a department's hands: what, of which kind, whose, to whom, when, and what it rested on.

    One row for each kind of each department's; those of one act have the same moment. It is never taken off the list, and
    `is_withheld` is kept with it: a sharing that the young person must not read of stays unread when it has been passed on.
    """

    young_person = models.ForeignKey(YoungPerson, on_delete=models.CASCADE, related_name="passed_on", db_index=False)
    recipient = models.CharField(_("to whom"), max_length=200)
    outside_kind = models.CharField(_("outside"), max_length=16, choices=OutsideKind.choices, blank=True)
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(_("kind of data"), max_length=16)
    what = models.CharField(_("what"), max_length=300)
    passed_at = models.DateTimeField()
    passed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    from_department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    basis = models.CharField(_("legal basis"), max_length=64, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    sharing = models.ForeignKey(Sharing, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    is_withheld = models.BooleanField(_("not shown to the young person"), default=False)

    not_in_copy: ClassVar[Q] = Q(is_withheld=True)
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "young_person", "recipient", "outside_kind", "to_department", "kind", "what", "passed_at"),
        **every(CASE, "passed_by", "from_department", "basis", "consent", "sharing"),
        "is_withheld": CASE.but(export=Export.STAFF),
    }

    class Meta:
        ordering = ("-passed_at", "-id")
        indexes = (models.Index(fields=("young_person", "-passed_at"), name="passed_on_of_person"),)

    def __str__(self) -> str:
        return f"{self.young_person_id} {self.recipient}"
