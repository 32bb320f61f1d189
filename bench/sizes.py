# SPDX-License-Identifier: EUPL-1.2
"""How large a municipality is measured."""

from typing import Final

SWEEP_SIZES: Final = (12_000, 120_000, 1_200_000)
WHAT_IF_SIZE: Final = 12_000
