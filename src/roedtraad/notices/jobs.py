# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for this room each night."""

from roedtraad.notices import actions


def nightly() -> None:
    """Empty what was given up, and take away the files of notices that are gone."""
    actions.forget_given_up()
    actions.sweep_outbox()
