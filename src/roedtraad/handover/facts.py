# SPDX-License-Identifier: EUPL-1.2
"""What this room knows about everybody on a date: since when a handover waits."""

from django.utils.translation import gettext_lazy as _

from roedtraad.handover.models import WAITING
from roedtraad.kernel.facts import Arguments, Fact, FactKind, Moment, facts
from roedtraad.kernel.sql import Sql, compose, param_list


def register() -> None:
    """The fact that the rule of a pending handover asks for."""
    facts.register(Fact("handover_pending_since", FactKind.DATE, _("handover waiting since"), _pending_since))


def _pending_since(at: Moment, _args: Arguments) -> Sql:
    """The day on which the oldest handover that still waits was asked for; nobody's when none waits."""
    return compose(
        "(SELECT MIN(h.asked_on) FROM handover_handover h WHERE h.young_person_id = p.id AND h.asked_on <= {}"
        " AND h.state IN ({}))",
        at.dialect.date(at.on), param_list(state.value for state in WAITING),
    )  # fmt: skip
