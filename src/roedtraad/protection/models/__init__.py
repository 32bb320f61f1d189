# SPDX-License-Identifier: EUPL-1.2
"""Opening in an emergency, sampling of looks, copies of a person's data, legal hold, retention and its receipts."""

from roedtraad.protection.models.emergency import Opening
from roedtraad.protection.models.keeping import DeletionReceipt, LegalHold, RetentionDue, RetentionRun
from roedtraad.protection.models.parts import PackedRecord, PartPackage
from roedtraad.protection.models.rights import AccessCopy
from roedtraad.protection.models.sampling import CheckAnswer, SampledLook, SampleRound

__all__ = (
    "AccessCopy",
    "CheckAnswer",
    "DeletionReceipt",
    "LegalHold",
    "Opening",
    "PackedRecord",
    "PartPackage",
    "RetentionDue",
    "RetentionRun",
    "SampleRound",
    "SampledLook",
)
