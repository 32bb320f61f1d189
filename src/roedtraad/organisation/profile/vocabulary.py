# SPDX-License-Identifier: EUPL-1.2
"""The fixed codes that every profile shares. A municipality chooses among them and names them; it adds none."""

from typing import Literal, get_args

Discipline = Literal[
    "social",
    "children_family",
    "employment",
    "guidance",
    "school",
    "ppr",
    "ssp",
    "substance_misuse",
    "disability",
    "health",
    "benefits",
    "integration",
]
SituationKind = Literal[
    "school",
    "grade_10",
    "youth_education",
    "fgu",
    "stu",
    "work",
    "spare_time_job",
    "benefit",
    "measure",
    "placement",
    "unknown",
]
Role = Literal[
    "contact_person",
    "authority_caseworker",
    "guidance_counsellor",
    "school_representative",
    "company_consultant",
    "unit_leader",
    "secretariat",
    "data_protection_officer",
    "municipal_administrator",
    "system_operator",
    "young_person",
    "guardian",
    "representative",
    "company",
    "committee_member",
]
ModelKind = Literal["network_meetings", "cross_team", "unified"]
ModelVariant = Literal["ad_hoc", "fixed_intervals", "with_authority", "without_authority", "network_based"]
ForumKind = Literal[
    "network_meeting",
    "cross_team",
    "conference",
    "transition_forum",
    "plenary",
    "visitation",
    "future_workshop",
    "school_guidance",
    "job_education",
    "ssp",
]
AgendaOrder = Literal["carried", "mandatory", "due", "waiting", "duration"]
IfClosed = Literal["later", "earlier", "skip"]
CadenceUnit = Literal["day", "week", "month"]
BudgetKind = Literal["single", "shared", "contributed", "per_department"]
Repeats = Literal["once", "yearly", "while_true"]
Gain = Literal[
    "qualifying_education_completed",
    "on_public_support",
    "average_duration",
    "broken_off_courses",
    "persons_involved_per_case",
    "on_special_needs_education",
    "spending_on_support",
    "whole_case_decisions",
]
Certainty = Literal["verified", "partly", "to_be_confirmed", "assumption"]
LimitUnit = Literal[
    "years", "months", "days", "working_days", "percent", "hours", "lessons", "weeks", "minutes", "count"
]

DISCIPLINES: tuple[Discipline, ...] = get_args(Discipline)
SITUATION_KINDS: tuple[SituationKind, ...] = get_args(SituationKind)
ROLES: tuple[Role, ...] = get_args(Role)
GAINS: tuple[Gain, ...] = get_args(Gain)
