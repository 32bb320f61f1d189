# SPDX-License-Identifier: EUPL-1.2
"""Who reaches what: every address for everybody, what they then see, and what it leaves behind in the log."""
