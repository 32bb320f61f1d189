# SPDX-License-Identifier: EUPL-1.2
"""Why a question has no answer."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEMS: Final[Mapping[str, Promise]] = {
    "what_if_too_few": _("There are signals about too few young people. Choose a longer period."),
    "what_if_too_short": _("Signals are known for too few weeks. Ask again later."),
    "what_if_interrupted": _("The work was interrupted. Ask again."),
}
"""Why there is no answer; the run keeps the code, so that each reads it in their own language."""
