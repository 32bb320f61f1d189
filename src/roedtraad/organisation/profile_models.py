# SPDX-License-Identifier: EUPL-1.2
"""The three models of organisation in plain words, with what is known to go wrong and how the system answers (K3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Weakness:
    """Something that is known to go wrong in a model, and what the system does about it."""

    problem: str | Promise
    answer: str | Promise


@dataclass(frozen=True, slots=True)
class ModelInWords:
    """One model as a newcomer understands it."""

    title: str | Promise
    text: str | Promise
    weaknesses: tuple[Weakness, ...]


MODELS: Final[Mapping[str, ModelInWords]] = {
    "network_meetings": ModelInWords(
        _("Network meetings on a case"),
        _(
            "The caseworker calls a meeting when a case needs it and chooses who comes. The department that has the case"
            " is the entry and stays responsible."
        ),
        (
            Weakness(
                _("Meetings take long to prepare."),
                _("Cases, situations, contacts and signals of one young person stand on one page, on one thread."),
            ),
            Weakness(
                _("Roles are unclear and work overlaps."),
                _(
                    "Every open case shows its department, its law and its caseworker, and this page says who does what."
                ),
            ),
            Weakness(
                _("Nobody is sure who may decide and who pays."),
                _(
                    "Each forum says whether it may grant, each unit whether it has authority, and the budget whose money it is."
                ),
            ),
            Weakness(
                _("Departments pursue different goals."),
                _("A rule reminds when two departments have a case, so that they meet before they plan apart."),
            ),
            Weakness(
                _("People disagree on who should be the contact person."),
                _("At most one contact person is the coordinating one, and a rule finds those who have none."),
            ),
        ),
    ),
    "cross_team": ModelInWords(
        _("Cross-disciplinary team with fixed intervals"),
        _(
            "One fixed representative for each department meets on fixed dates about a target group. Cases are brought in the"
            " same form, so that they can be compared, and what is learnt goes back to the departments."
        ),
        (
            Weakness(
                _("A case waits for the next date."),
                _("A signal shows its due day at once, whatever the date of the meeting."),
            ),
            Weakness(
                _("The team depends on single people."),
                _("Seats belong to disciplines, units and roles, not to names."),
            ),
        ),
    ),
    "unified": ModelInWords(
        _("Unified organisation"),
        _(
            "One unit with one budget, one set of methods and one goal. Cases are visitated into the unit, with or without authority."
        ),
        (
            Weakness(
                _("A new border appears between the unit and the rest."),
                _("Rules find young people who near the border: at 16, at 17½, at 18, and at the upper age."),
            ),
            Weakness(
                _("The unit needs what it does not own: schools, health, benefits."),
                _("The same profile may hold several models: the unit, and network meetings with those outside it."),
            ),
        ),
    ),
}
