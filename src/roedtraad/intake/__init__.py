# SPDX-License-Identifier: EUPL-1.2
"""The one entry: enquiries, contact attempts, outreach, the future workshop, visitation."""
