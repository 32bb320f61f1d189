# SPDX-License-Identifier: EUPL-1.2
"""Refusals that a person should understand (DESIGN §7)."""

from typing import Any

from django.utils.functional import Promise


class DomainError(Exception):
    """An expected refusal: stable `code`, a translated `message` that says what to do, and data for tests and JSON.

    Anything that is not a DomainError is a fault and reaches the handler that shows a reference number and nothing else.
    """

    status = 409

    def __init__(self, code: str, message: str | Promise, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.data = data

    def __str__(self) -> str:
        return str(self.message)


class NotVisible(DomainError):
    """The object may exist, but not for this person: shown exactly as something that does not exist (404)."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not_visible", "")


class NotAllowed(DomainError):
    """Visible, but this act is not for this person: 403 with a reason that can be understood."""

    status = 403
