# SPDX-License-Identifier: EUPL-1.2
"""Notes on a case with drafts and attachments, and the story that is told once."""
