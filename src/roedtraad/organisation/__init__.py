# SPDX-License-Identifier: EUPL-1.2
"""The municipality as data: profile, departments, units, staff accounts and their rights."""
