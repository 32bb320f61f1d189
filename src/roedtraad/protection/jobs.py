# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for this room each night."""

from roedtraad.protection import archive, sampling


def nightly() -> None:
    """Draw the sample when a month is over, remind, pass on, and take away packages that no row knows."""
    sampling.draw_due_rounds()
    archive.sweep()
