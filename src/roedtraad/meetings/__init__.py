# SPDX-License-Identifier: EUPL-1.2
"""Meetings about young people: lawful, short, prepared, with the right few people, and ended with agreements that land on the plan."""
