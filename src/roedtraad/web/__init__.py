# SPDX-License-Identifier: EUPL-1.2
"""The shell that everything is shown in: desk, sign-in, imports, design components."""
