# SPDX-License-Identifier: EUPL-1.2
"""The plan itself: one goal, the one line of steps of all departments, the agreements, and what the laws ask a plan to say.

A row with a `unit` belongs to that unit's department and is read by others only as `consent.policies` allows; a row without
one is the young person's own. `by_young_person` marks what they wrote themself; then there is no account.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import YoungPerson


class Area(models.TextChoices):
    """The parts of a life that a plan is about; leaving drugs or finding a home are steps like any other (Holbæk)."""

    EDUCATION = "education", _("education")
    WORK = "work", _("work")
    HOUSING = "housing", _("housing")
    TREATMENT = "treatment", _("treatment")
    LEISURE = "leisure", _("leisure")
    EVERYDAY = "everyday", _("everyday life")
    NETWORK = "network", _("family and friends")


class Plan(models.Model):
    """One young person's one plan. `version` grows with every change and is what a form says that it began from."""

    young_person = models.OneToOneField(YoungPerson, on_delete=models.CASCADE, related_name="plan")
    version = models.PositiveIntegerField(default=0)
    started_on = models.DateField(_("begun"))
    revised_on = models.DateField(_("last revised"), null=True, blank=True)
    next_revision_on = models.DateField(_("to be revised"), null=True, blank=True)
    realistic_on = models.DateField(_("found realistic"), null=True, blank=True)
    realistic_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        "version": TECHNICAL,
        **every(CASE, "young_person", "started_on", "revised_on", "next_revision_on", "realistic_on", "realistic_by"),
    }

    class Meta:
        indexes = (models.Index(fields=("next_revision_on",), name="plan_to_revise"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(realistic_on__isnull=True, realistic_by__isnull=True)
                | Q(realistic_on__isnull=False, realistic_by__isnull=False),
                name="plan_realistic_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.young_person_id} v{self.version}"


class GoalTerm(models.TextChoices):
    """How far away: the one main goal, and the long and short ones on the way."""

    MAIN = "main", _("the goal")
    LONG = "long", _("long goal")
    SHORT = "short", _("short goal")


class GoalOutcome(models.TextChoices):
    """How a goal ended."""

    REACHED = "reached", _("reached")
    REPLACED = "replaced", _("replaced by another")
    DROPPED = "dropped", _("given up")


class Goal(models.Model):
    """What the young person wants, in their own words. Exactly one main goal holds at a time."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals", db_index=False)
    term = models.CharField(_("kind"), max_length=8, choices=GoalTerm.choices)
    area = models.CharField(_("area"), max_length=16, choices=Area.choices, blank=True)
    words = models.CharField(_("the goal"), max_length=500)
    set_on = models.DateField(_("from"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    by_young_person = models.BooleanField(_("written by the young person"), default=False)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("how it ended"), max_length=16, choices=GoalOutcome.choices, blank=True)

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "term", "area", "words", "set_on", "written_at", "written_by", "by_young_person"),
        **every(CASE, "ended_on", "outcome"),
    }

    class Meta:
        ordering = ("-set_on", "-id")
        indexes = (models.Index(fields=("plan", "ended_on"), name="goal_of_plan"),)
        constraints = (
            models.UniqueConstraint(
                fields=("plan",), condition=Q(term="main", ended_on__isnull=True), name="goal_one_main"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("set_on")), name="goal_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.term}"


class StepState(models.TextChoices):
    """Where a step stands. A proposed one is the young person's and waits for an answer."""

    PROPOSED = "proposed", _("proposed")
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


OPEN_STEPS = (StepState.PROPOSED, StepState.PLANNED, StepState.UNDER_WAY)


class Step(models.Model):
    """One step on the one line. Who does it: a colleague, the young person, or somebody outside the municipality."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_steps")
    order = models.PositiveIntegerField(default=0)
    title = models.CharField(_("the step"), max_length=200)
    area = models.CharField(_("area"), max_length=16, choices=Area.choices)
    responsible = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_steps")
    by_young_person = models.BooleanField(_("the young person does it"), default=False)
    outside_party = models.CharField(_("somebody outside"), max_length=150, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=StepState.choices, default=StepState.PLANNED)
    ended_on = models.DateField(_("done or dropped"), null=True, blank=True)
    dropped_because = models.CharField(_("why it was dropped"), max_length=500, blank=True)

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "unit", "order", "title", "area", "responsible", "by_young_person", "outside_party"),
        **every(CASE, "starts_on", "due_on", "state", "ended_on", "dropped_because"),
    }

    class Meta:
        ordering = ("order", "id")
        indexes = (models.Index(fields=("plan", "order"), name="step_of_plan"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="step_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("done", "dropped"), ended_on__isnull=False)
                | (~Q(state__in=("done", "dropped")) & Q(ended_on__isnull=True)),
                name="step_ended_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(dropped_because=""), name="step_dropped_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.order}"


class AgreementState(models.TextChoices):
    """Where an agreement stands; whoever is to do it may ask for help."""

    OPEN = "open", _("open")
    NEED_HELP = "need_help", _("needs help")
    DONE = "done", _("done")
    VOID = "void", _("no longer holds")


OPEN_AGREEMENTS = (AgreementState.OPEN, AgreementState.NEED_HELP)


class Agreement(models.Model):
    """A promise: what, who does it, who decided it, who pays, by when. It is undecided while decider or payer is missing.

    Who does it is a colleague, the young person, or somebody outside; who decided it a colleague, a unit, a forum, or the young
    person; who pays a unit, or nobody because it costs nothing.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="agreements", db_index=False)
    step = models.ForeignKey(Step, on_delete=models.CASCADE, null=True, blank=True, related_name="agreements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_agreements")
    what = models.CharField(_("what"), max_length=300)
    responsible = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_agreements", db_index=False
    )
    by_young_person = models.BooleanField(_("the young person does it"), default=False)
    outside_party = models.CharField(_("somebody outside"), max_length=150, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_forum = models.CharField(_("decided at"), max_length=150, blank=True)
    decided_by_young_person = models.BooleanField(_("the young person decides"), default=False)
    paid_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    costs_nothing = models.BooleanField(_("costs nothing"), default=False)
    due_on = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=AgreementState.choices, default=AgreementState.OPEN)
    made_on = models.DateField(_("made"))
    ended_on = models.DateField(_("done or void"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "step", "unit", "what", "responsible", "by_young_person", "outside_party", "decided_by"),
        **every(CASE, "decided_unit", "decided_forum", "decided_by_young_person", "paid_by", "costs_nothing", "due_on"),
        **every(CASE, "state", "made_on", "ended_on", "remark"),
    }

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(fields=("plan", "state"), name="agreement_of_plan"),
            models.Index(fields=("responsible", "state", "due_on"), name="agreement_of_colleague"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("done", "void"), ended_on__isnull=False)
                | (~Q(state__in=("done", "void")) & Q(ended_on__isnull=True)),
                name="agreement_ended_when_settled",
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | Q(costs_nothing=False), name="agreement_paid_or_free"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.state}"

    @property
    def has_decider(self) -> bool:
        return bool(self.decided_by_id or self.decided_unit_id or self.decided_forum or self.decided_by_young_person)

    @property
    def has_payer(self) -> bool:
        return bool(self.paid_by_id or self.costs_nothing)

    @property
    def is_undecided(self) -> bool:
        """Whether it is not said who decided it or who pays (DOMAIN §6.3, pain 6)."""
        return not (self.has_decider and self.has_payer)


UNDECIDED = Q(paid_by__isnull=True, costs_nothing=False) | Q(
    decided_by__isnull=True, decided_unit__isnull=True, decided_forum="", decided_by_young_person=False
)
"""`Agreement.is_undecided` as a filter."""


class PlanTextCode(models.TextChoices):
    """What the laws ask a plan to say beside goal and steps (profile: plan views)."""

    WISH = "wish", _("wish: youth education, 10th grade, FGU, work or other")
    GUARDIAN_REMARKS = "guardian_remarks", _("the guardian's remarks")
    GRADE_10_GAIN = "grade_10_gain", _("10th grade: what is to be gained")
    DUTY_KEPT = "duty_kept", _("15–17: how the duty is kept")
    DURATION = "duration", _("expected duration")
    ASSESSMENT = "assessment", _("target-group assessment")
    AFTER_18_HOUSING = "after_18_housing", _("after 18: housing")
    AFTER_18_EDUCATION = "after_18_education", _("after 18: education")
    AFTER_18_WORK = "after_18_work", _("after 18: work")
    AFTER_18_SUPPORT = "after_18_support", _("after 18: other support")


class PlanText(models.Model):
    """A part of the plan in plain text, one for each thing that a law asks for."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="texts", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_texts")
    code = models.CharField(_("about"), max_length=32, choices=PlanTextCode.choices)
    text = models.TextField(_("text"), max_length=4000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    by_young_person = models.BooleanField(_("written by the young person"), default=False)

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "unit", "code", "text", "written_at", "written_by", "by_young_person"),
    }

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("plan", "code"), name="plan_text_once"),
            models.CheckConstraint(condition=~Q(text=""), name="plan_text_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.code}"
