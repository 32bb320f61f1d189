# SPDX-License-Identifier: EUPL-1.2
"""The shared plan: one goal, steps of every department, agreements, pyramid, hypotheses, progression."""
