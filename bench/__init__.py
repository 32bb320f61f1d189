# SPDX-License-Identifier: EUPL-1.2
"""Measured speed, each figure with its reference in the same run: `make bench`."""
