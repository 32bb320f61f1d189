# SPDX-License-Identifier: EUPL-1.2
"""Legal basis, consent and sharing: who may read what of another department's, and why."""
