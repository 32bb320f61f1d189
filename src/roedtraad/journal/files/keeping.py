# SPDX-License-Identifier: EUPL-1.2
"""Attached files on disk, in their own folder."""

from typing import Final

from roedtraad.kernel.files.keeping import Keeping

_attachments: Final = Keeping("attachments")
folder, path_of = _attachments.folder, _attachments.path_of
keep, read, remove = _attachments.keep, _attachments.read, _attachments.remove
names_on_disk, sweep = _attachments.names_on_disk, _attachments.sweep
