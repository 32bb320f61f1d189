# SPDX-License-Identifier: EUPL-1.2
"""The shared plan of a young person: what it says, how one works with it, and how it was before."""

from .method import (
    Hypothesis,
    HypothesisState,
    NetworkPerson,
    ProgressionMeasurement,
    PyramidLevel,
    Tone,
    TrialAction,
    TrialResult,
    TrialState,
)
from .plan import (
    Agreement,
    AgreementState,
    Area,
    Goal,
    GoalOutcome,
    GoalTerm,
    Plan,
    PlanText,
    PlanTextCode,
    Step,
    StepState,
)
from .versions import PlanVersion, SignedHow, Signer, SignOff

__all__ = [
    "Agreement",
    "AgreementState",
    "Area",
    "Goal",
    "GoalOutcome",
    "GoalTerm",
    "Hypothesis",
    "HypothesisState",
    "NetworkPerson",
    "Plan",
    "PlanText",
    "PlanTextCode",
    "PlanVersion",
    "ProgressionMeasurement",
    "PyramidLevel",
    "SignOff",
    "SignedHow",
    "Signer",
    "Step",
    "StepState",
    "Tone",
    "TrialAction",
    "TrialResult",
    "TrialState",
]
