# SPDX-License-Identifier: EUPL-1.2
"""My desk: what needs me today, my young people, and for leaders the unit's figures."""
