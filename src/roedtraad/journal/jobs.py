# SPDX-License-Identifier: EUPL-1.2
"""Nightly work of the journal."""

from roedtraad.journal import drafts
from roedtraad.journal.files import keeping
from roedtraad.journal.models import Attachment


def forget_drafts() -> None:
    """Let go of drafts that have been left alone for too long."""
    drafts.forget_old_drafts()


def sweep_attachments() -> None:
    """Take away the files whose row was never written, has been withdrawn, or went with the young person."""
    known = set(Attachment.objects.filter(withdrawn_at__isnull=True).values_list("stored_as", flat=True))
    keeping.sweep(known)
