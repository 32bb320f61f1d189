# SPDX-License-Identifier: EUPL-1.2
"""How one works with the plan: the network, the intervention pyramid, hypotheses and trial actions, and progression."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import CASE, TECHNICAL, DataRules, every
from roedtraad.organisation.models import Account, Unit

from .plan import Area, Plan


class Tone(models.TextChoices):
    """What a relation is like for the young person."""

    SUPPORTIVE = "supportive", _("supportive")
    NEUTRAL = "neutral", _("neither")
    HARD = "hard", _("hard")


class NetworkPerson(models.Model):
    """Somebody around the young person, as they see it: `ring` 1 is closest, 3 farthest."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="network")
    name = models.CharField(_("name"), max_length=100)
    relation = models.CharField(_("who it is"), max_length=100, blank=True)
    ring = models.PositiveSmallIntegerField(
        _("how close"), choices=((1, _("close")), (2, _("known well")), (3, _("at a distance")))
    )
    tone = models.CharField(_("what it is like"), max_length=16, choices=Tone.choices, default=Tone.NEUTRAL)

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "name", "relation", "ring", "tone"),
    }

    class Meta:
        ordering = ("ring", "id")
        constraints = (models.CheckConstraint(condition=Q(ring__gte=1, ring__lte=3), name="network_three_rings"),)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.ring}"


class PyramidLevel(models.Model):
    """On which level of the intervention pyramid the help stood, from when to when; `ended_on` is the last day.

    `level` is a code of the profile's method `intervention_pyramid`, lowest first; the aim is to step down (Tønder).
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pyramid", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(_("level"), max_length=64)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("why"), max_length=500)

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "unit", "level", "started_on", "ended_on", "set_by", "why"),
    }

    class Meta:
        ordering = ("-started_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("plan",), condition=Q(ended_on__isnull=True), name="pyramid_one_level"),
            models.UniqueConstraint(fields=("plan", "started_on"), name="pyramid_once_a_day"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="pyramid_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.level}"


class HypothesisState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("being tried")
    HOLDS = "holds", _("holds")
    DOES_NOT_HOLD = "does_not_hold", _("does not hold")


class Hypothesis(models.Model):
    """What we believe will help, to be tried and not only believed (Tønder)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="hypotheses")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.CharField(_("area"), max_length=16, choices=Area.choices)
    text = models.CharField(_("what we believe"), max_length=500)
    made_on = models.DateField(_("from"))
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=16, choices=HypothesisState.choices, default=HypothesisState.OPEN)
    concluded_on = models.DateField(_("concluded"), null=True, blank=True)

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "unit", "area", "text", "made_on", "made_by", "state", "concluded_on"),
    }

    class Meta:
        ordering = ("-made_on", "-id")
        verbose_name_plural = "hypotheses"

    def __str__(self) -> str:
        return f"{self.plan_id} {self.area}"


class TrialState(models.TextChoices):
    """Where a trial action stands."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")


class TrialResult(models.TextChoices):
    """Whether it helped."""

    YES = "yes", _("it helped")
    PARTLY = "partly", _("it helped a little")
    NO = "no", _("it did not help")


class TrialAction(models.Model):
    """A small thing tried on a hypothesis: what we expected, did, saw, and learned.

    `level` is the pyramid's level when it began. `may_be_shared`: its author has marked the text as free of identity, so that
    others may learn from it.
    """

    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.CASCADE, related_name="trials")
    level = models.CharField(max_length=64, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    expected = models.CharField(_("what we expect"), max_length=500)
    did = models.CharField(_("what we do"), max_length=500)
    saw = models.CharField(_("what we saw"), max_length=500, blank=True)
    learned = models.CharField(_("what we learned"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=TrialState.choices, default=TrialState.RUNNING)
    result = models.CharField(_("did it help"), max_length=8, choices=TrialResult.choices, blank=True)
    tried_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    may_be_shared = models.BooleanField(_("others may learn from it"), default=False)

    person_path: ClassVar[str] = "hypothesis__plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "hypothesis", "level", "started_on", "ended_on", "expected", "did", "saw", "learned", "state"),
        **every(CASE, "result", "tried_by", "may_be_shared"),
    }

    class Meta:
        ordering = ("-started_on", "-id")
        indexes = (models.Index(fields=("state", "-started_on"), name="trial_state"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")), name="trial_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.hypothesis_id} {self.state}"


class ProgressionMeasurement(models.Model):
    """A day's scores on one of the municipality's scales: the young person's own, the worker's, or both side by side.

    Without a unit it is the young person's alone. No row is ever compared with another person's.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measurements", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scale = models.CharField(_("scale"), max_length=64)
    measured_on = models.DateField(_("date"))
    young_score = models.SmallIntegerField(_("the young person's score"), null=True, blank=True)
    worker_score = models.SmallIntegerField(_("the worker's score"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    measured_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    person_path: ClassVar[str] = "plan__young_person"
    data_rules: ClassVar[DataRules] = {
        "id": TECHNICAL,
        **every(CASE, "plan", "unit", "scale", "measured_on", "young_score", "worker_score", "comment", "measured_by"),
    }

    class Meta:
        ordering = ("-measured_on", "-id")
        indexes = (models.Index(fields=("plan", "scale", "measured_on"), name="measurement_of_plan"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(young_score__isnull=False) | Q(worker_score__isnull=False),
                name="measurement_says_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.scale} {self.measured_on}"
