# SPDX-License-Identifier: EUPL-1.2
"""What several parts of this room share."""

from typing import Final

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.actor import Actor

NOT_YOURS: Final = _("This page is the data protection officer's.")


def account_of(actor: Actor) -> int:
    """The account that acts; 0, which nobody has, for the system."""
    return actor.account_id or 0


def last(condition: Q) -> Combinable:
    """An order in which the rows that meet the condition come after the others."""
    return ExpressionWrapper(condition, output_field=BooleanField())
