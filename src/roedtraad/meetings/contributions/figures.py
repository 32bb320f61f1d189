# SPDX-License-Identifier: EUPL-1.2
"""Figures, what if and lessons: the names that the log may hold, and the work in the background."""

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.classification import Classification
from roedtraad.kernel.contributions import ActType, Chore, act_types, chores


def register() -> None:
    """Act types, and the simulations that wait."""
    for name, title in (
        ("forum_figures_exported", _("Took out the figures of forums")),
        ("what_if_asked", _("Asked what if")),
        ("what_if_removed", _("Removed a what-if")),
        ("what_if_exported", _("Took out a what-if")),
        ("lesson_written", _("Shared an experience of a forum")),
        ("lesson_changed", _("Changed an experience of a forum")),
        ("lesson_removed", _("Removed an experience of a forum")),
    ):
        act_types.register(ActType(name, title, Classification.INTERNAL))
    chores.register(Chore("answer_what_if", _("Work out what-ifs"), _answer))


def _answer() -> None:
    from roedtraad.meetings.whatif.running import answer_waiting  # SimPy is only needed here

    answer_waiting()
