# SPDX-License-Identifier: EUPL-1.2
"""The young person's and the parents' own pages."""
