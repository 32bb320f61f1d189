# SPDX-License-Identifier: EUPL-1.2
"""Notices that leave the house by mail, text message or Digital Post, with nothing sensitive in them."""
