# SPDX-License-Identifier: EUPL-1.2
"""A department's file under one law, the contact person, and every real contact."""
