# SPDX-License-Identifier: EUPL-1.2


def register() -> None:
    """Nothing yet."""
