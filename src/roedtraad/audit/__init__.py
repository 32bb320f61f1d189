# SPDX-License-Identifier: EUPL-1.2
"""Who did what, who saw whom and who was refused: one chained log that nobody can rewrite."""
