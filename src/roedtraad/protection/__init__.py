# SPDX-License-Identifier: EUPL-1.2
"""Data protection: breaking the glass, sampling of looks, copies of a person's data, retention and deletion."""
