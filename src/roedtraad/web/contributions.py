# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""


def register() -> None:
    """Signing in goes to the log."""
    from roedtraad.web import signin_log  # noqa: F401  (connects its receivers)
