# SPDX-License-Identifier: EUPL-1.2
"""Young persons, their guardians, schools and life situations."""
