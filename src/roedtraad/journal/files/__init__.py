# SPDX-License-Identifier: EUPL-1.2
"""Files that people attach: what they are is read from their content, what they tell besides it is taken away."""
