# SPDX-License-Identifier: EUPL-1.2
"""Pure decisions about meetings: plain values in and out."""
