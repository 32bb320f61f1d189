# SPDX-License-Identifier: EUPL-1.2
"""The organisation as data: a municipality's profile, read from YAML, checked, compared, and asked what holds on a day.

Pure values: nothing here reads the clock or the database. Import from this package, not from its modules.
"""

from .casework import DATA_KINDS, Authority, DataKind, LegalBasis, PlanView, Requirement, RetentionRule, Scale
from .checking import FactSignature, check_against_facts, check_references, waiting_facts
from .comparing import Difference, diff
from .conditions import (
    All,
    Any,
    Condition,
    Duration,
    FactKind,
    Leaf,
    Not,
    Operator,
    Test,
    condition_document,
    leaves,
    parse_condition,
)
from .describing import describe, describe_due, describe_duration
from .fact_words import CODE_WORDS, FACT_WORDS, FactWords
from .forums import Admission, Cadence, Forum, Member
from .loading import dump_profile, from_document, parse_profile, to_document
from .problems import Finding, Problem, ProfileError, path_text
from .rules import Due, LeadsTo, Rule
from .schema import Profile
from .shipped import shipped_profile_ids, shipped_profile_text
from .structure import (
    BudgetModel,
    Committee,
    ContactTarget,
    Department,
    KeptFact,
    Law,
    Limit,
    Method,
    Municipality,
    OrganisationModel,
    Practice,
    ReportedGain,
    RoleTitle,
    Sample,
    StatusCurrency,
    TargetGroup,
    Unit,
)
from .texts import Ages, Dated, Text
from .vocabulary import DISCIPLINES, GAINS, ROLES, SITUATION_KINDS

__all__ = [
    "CODE_WORDS",
    "DATA_KINDS",
    "DISCIPLINES",
    "FACT_WORDS",
    "GAINS",
    "ROLES",
    "SITUATION_KINDS",
    "Admission",
    "Ages",
    "All",
    "Any",
    "Authority",
    "BudgetModel",
    "Cadence",
    "Committee",
    "Condition",
    "ContactTarget",
    "DataKind",
    "Dated",
    "Department",
    "Difference",
    "Due",
    "Duration",
    "FactKind",
    "FactSignature",
    "FactWords",
    "Finding",
    "Forum",
    "KeptFact",
    "Law",
    "LeadsTo",
    "Leaf",
    "LegalBasis",
    "Limit",
    "Member",
    "Method",
    "Municipality",
    "Not",
    "Operator",
    "OrganisationModel",
    "PlanView",
    "Practice",
    "Problem",
    "Profile",
    "ProfileError",
    "ReportedGain",
    "Requirement",
    "RetentionRule",
    "RoleTitle",
    "Rule",
    "Sample",
    "Scale",
    "StatusCurrency",
    "TargetGroup",
    "Test",
    "Text",
    "Unit",
    "check_against_facts",
    "check_references",
    "condition_document",
    "describe",
    "describe_due",
    "describe_duration",
    "diff",
    "dump_profile",
    "from_document",
    "leaves",
    "parse_condition",
    "parse_profile",
    "path_text",
    "shipped_profile_ids",
    "shipped_profile_text",
    "to_document",
    "waiting_facts",
]
