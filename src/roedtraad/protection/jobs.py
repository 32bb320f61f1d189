# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for this room each night."""

from roedtraad.protection import archive, part_deleting, sampling


def nightly() -> None:
    """Draw the sample when a month is over, remind, pass on, and take away packages that no row knows."""
    sampling.draw_due_rounds()
    archive.sweep()


def delete_tonight() -> None:
    """Delete the records over their time that nobody need look at first."""
    part_deleting.delete_tonight()
