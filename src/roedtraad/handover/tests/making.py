# SPDX-License-Identifier: EUPL-1.2
"""What the tests of this room say with few words."""

from typing import Any

from roedtraad.handover.actions import hand_over_case, hand_over_task, request_case
from roedtraad.handover.asking import Asking, Note
from roedtraad.handover.models import Handover
from tests.cast import Cast

NOTE = Note(
    works="Short messages, not calls.", matters="That nobody asks about school first.",
    agreements="Sara calls the landlord on Monday.", risks="Sleeps badly.", next_step="Meet at the café on Tuesday.",
)  # fmt: skip


def asking(cast: Cast, to: str, **values: Any) -> Asking:
    """To one of the cast, with a full note."""
    return Asking(**{"note": NOTE, "to_account_id": cast.account(to).pk, **values})


def offered(cast: Cast, to: str = "colleague", by: str = "caseworker", **values: Any) -> Handover:
    """Alma's case on its way to somebody."""
    return hand_over_case(cast.actor(by), case_id=cast.case.pk, asking=asking(cast, to, **values))


def task_offered(cast: Cast, to: str = "counsellor", by: str = "contact_person", **values: Any) -> Handover:
    """The task of Alma's contact person on its way to somebody."""
    return hand_over_task(cast.actor(by), person_id=cast.young_person.pk, asking=asking(cast, to, **values))


def requested(cast: Cast, by: str = "colleague") -> Handover:
    """Somebody asks for Alma's case."""
    return request_case(cast.actor(by), case_id=cast.case.pk, why="I follow her brother.")
