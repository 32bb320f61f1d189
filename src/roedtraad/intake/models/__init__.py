# SPDX-License-Identifier: EUPL-1.2
"""Tables of the one entry: enquiries and what becomes of them, the future workshop, outreach."""

from roedtraad.intake.models.enquiries import (
    Channel,
    Enquiry,
    EnquiryState,
    InstitutionNews,
    Outcome,
    Relation,
    Visitation,
)
from roedtraad.intake.models.outreach import (
    Answer,
    AnswerLink,
    AnswerState,
    Doing,
    OutreachList,
    OutreachRow,
    RowState,
    Settled,
)
from roedtraad.intake.models.workshop import FutureWorkshop, SkillsBasis, WorkshopOffer

__all__ = [
    "Answer",
    "AnswerLink",
    "AnswerState",
    "Channel",
    "Doing",
    "Enquiry",
    "EnquiryState",
    "FutureWorkshop",
    "InstitutionNews",
    "Outcome",
    "OutreachList",
    "OutreachRow",
    "Relation",
    "RowState",
    "Settled",
    "SkillsBasis",
    "Visitation",
    "WorkshopOffer",
]
