# SPDX-License-Identifier: EUPL-1.2
"""Facts, rules, signals: the sweep that finds who needs somebody today."""
