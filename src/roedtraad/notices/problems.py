# SPDX-License-Identifier: EUPL-1.2
"""Why a notice did not leave, in words for whoever looks after it."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WORDS: Final[Mapping[str, str | Promise]] = {
    "not_configured": gettext_lazy("Digital Post is not set up."),
    "no_own_post": gettext_lazy("The young person has no Digital Post of their own."),
    "data_key_mismatch": gettext_lazy("The CPR number cannot be opened with this installation's key."),
    "TimeoutError": gettext_lazy("There was no answer in time."),
    "ConnectionRefusedError": gettext_lazy("Nobody answers at the address."),
    "gaierror": gettext_lazy("The address is not known."),
    "SSLCertVerificationError": gettext_lazy("The receiver's certificate is not valid."),
    "SSLError": gettext_lazy("No secure connection: certificates do not fit together."),
    "RemoteDisconnected": gettext_lazy("The connection was broken before there was an answer."),
    "ConnectionResetError": gettext_lazy("The connection was broken before there was an answer."),
    "BadStatusLine": gettext_lazy("The answer could not be read."),
}
_ANSWERS: Final[Mapping[int, str | Promise]] = {
    400: gettext_lazy("It does not accept the message."),
    401: gettext_lazy("It does not know us: look at the certificate and the token."),
    403: gettext_lazy("It does not know us: look at the certificate and the token."),
    404: gettext_lazy("There is nothing at the address."),
    409: gettext_lazy("It has the message already. Ask before you try again."),
    413: gettext_lazy("The message is too large."),
    422: gettext_lazy("It does not accept the message."),
    429: gettext_lazy("It gets too much at a time."),
}
_ANSWER: Final = "answer "


def explained(problem: str) -> str:
    """A problem as it was noted, in the reader's words; what is not known is told as it is."""
    if not problem.startswith(_ANSWER):
        return str(_WORDS.get(problem, problem))
    code = problem.removeprefix(_ANSWER)
    told = _("The receiver answers %(code)s.") % {"code": code}
    return " ".join(filter(None, (told, str(_meaning(int(code) if code.isdecimal() else 0)))))


def _meaning(code: int) -> str | Promise:
    if 300 <= code < 400:
        return _("It has moved to another address.")
    return _("It has a fault of its own.") if code >= 500 else _ANSWERS.get(code, "")
