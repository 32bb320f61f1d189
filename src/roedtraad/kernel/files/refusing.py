# SPDX-License-Identifier: EUPL-1.2
"""Refusals of files, in words that say what to do."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from roedtraad.kernel.errors import DomainError

_REASONS: Final = {
    "empty": _("The file is empty."),
    "too_big": _("The file is too big."),
    "kind_unknown": _("This kind of file is not taken. Use PDF, JPEG, PNG, Word, Excel, OpenDocument text or plain text."),
    "not_a_picture": _("This is not a picture that we take. Use a photo: JPEG, PNG or WebP."),
    "kind_differs": _("The file is something else than its name says. Save it anew from the program it was made with."),
    "damaged": _("The file is damaged, or something has been added to it. Save it anew from the program it was made with."),
    "picture_too_large": _("The picture has too many points. Save it smaller, and try again."),
    "archive_too_large": _("The file unpacks to far more than it may."),
    "archive_unsafe": _("The file has parts that do not belong in such a file. Save it anew from the program it was made with."),
    "locked": _("The file is locked with a password. Save it without, and try again."),
    "macros": _("The file holds macros or other programs. Save it without them, and try again."),
    "embedded": _("The file holds other files or links to them. Save it without them, and try again."),
}  # fmt: skip


class FileRefused(DomainError):
    """A file that is not taken; the code is `file_` and the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"file_{reason}", _REASONS[reason])
        self.reason = reason
