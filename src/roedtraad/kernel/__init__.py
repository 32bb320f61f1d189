# SPDX-License-Identifier: EUPL-1.2
"""What every room stands on: no models, no knowledge of any room."""
