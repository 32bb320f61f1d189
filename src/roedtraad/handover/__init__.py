# SPDX-License-Identifier: EUPL-1.2
"""Passing a case or a young person on: not over until the next person has accepted."""
