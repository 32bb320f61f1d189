# SPDX-License-Identifier: EUPL-1.2
"""Files that people give us: what they are is read from their content, and they lie under random names that tell nothing."""
