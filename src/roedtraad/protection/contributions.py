# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""


def register() -> None:
    """Nothing yet."""
