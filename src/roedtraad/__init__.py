# SPDX-License-Identifier: EUPL-1.2
"""Rødtråd: one shared plan for a young person, across a municipality's departments."""
