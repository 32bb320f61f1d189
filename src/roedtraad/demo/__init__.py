# SPDX-License-Identifier: EUPL-1.2
"""A synthetic municipality: people, cases and staff that nobody is, for demonstrations, tests and benchmarks."""
