# SPDX-License-Identifier: EUPL-1.2
"""How the rooms are put together into one running system."""
