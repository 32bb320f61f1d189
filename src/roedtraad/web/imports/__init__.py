# SPDX-License-Identifier: EUPL-1.2
"""Import on screen: choose a file, see what would happen, then do it or leave it."""
