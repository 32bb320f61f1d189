# SPDX-License-Identifier: EUPL-1.2
"""How Digital Post leaves: the supplier that hands it over, and what it knows us by. See docs/for-it.md."""

import ssl as _ssl
from collections.abc import Iterator as _Iterator

from roedtraad.config.env import SettingError as _SettingError
from roedtraad.config.env import cvr_number as _cvr_number
from roedtraad.config.env import line as _line
from roedtraad.config.env import readable_file as _readable_file
from roedtraad.config.env import setting as _setting
from roedtraad.config.env import token_text as _token_text
from roedtraad.config.env import web_address as _web_address

DIGITAL_POST_URL = _setting(
    "ROEDTRAAD_DIGITAL_POST_URL", _web_address,
    meaning="where Digital Post is handed over, each message as MeMo 1.2; empty for none",
)  # fmt: skip
DIGITAL_POST_CVR = _setting(
    "ROEDTRAAD_DIGITAL_POST_CVR", _cvr_number, meaning="the municipality's CVR number, as sender"
)
DIGITAL_POST_SENDER = _setting(
    "ROEDTRAAD_DIGITAL_POST_SENDER",
    _line,
    meaning="the sender's name in Digital Post; empty for the municipality's own",
)
DIGITAL_POST_CERTIFICATE = _setting(
    "ROEDTRAAD_DIGITAL_POST_CERTIFICATE", _readable_file,
    meaning="file with our certificate (PEM, its chain included) for the supplier; empty for none",
)  # fmt: skip
DIGITAL_POST_KEY = _setting(
    "ROEDTRAAD_DIGITAL_POST_KEY", _readable_file,
    meaning="file with the certificate's key (PEM, without a password); empty when it is in the same file",
)  # fmt: skip
DIGITAL_POST_TOKEN = _setting(
    "ROEDTRAAD_DIGITAL_POST_TOKEN",
    _token_text,
    meaning="what the supplier knows us by, sent as a bearer token",
    is_secret=True,
)


def _mistakes() -> _Iterator[tuple[str, str]]:
    """What does not fit together, each with the variable to mend."""
    if DIGITAL_POST_KEY and not DIGITAL_POST_CERTIFICATE:
        yield "CERTIFICATE", "must be set when ROEDTRAAD_DIGITAL_POST_KEY is"
    if DIGITAL_POST_CERTIFICATE and not _opens():
        yield "CERTIFICATE", "must be a certificate in PEM with its key, which has no password"
    if DIGITAL_POST_URL and not DIGITAL_POST_CVR:
        yield "CVR", "must be set when ROEDTRAAD_DIGITAL_POST_URL is"
    if DIGITAL_POST_URL and not (DIGITAL_POST_CERTIFICATE or DIGITAL_POST_TOKEN):
        yield "TOKEN", "must be set, or ROEDTRAAD_DIGITAL_POST_CERTIFICATE, when ROEDTRAAD_DIGITAL_POST_URL is"


def _opens() -> bool:
    try:
        context = _ssl.create_default_context()
        context.load_cert_chain(DIGITAL_POST_CERTIFICATE, DIGITAL_POST_KEY or None, password=lambda: "")
    except OSError:  # ssl's errors are among them
        return False
    return True


for _name, _remedy in _mistakes():
    raise _SettingError(f"ROEDTRAAD_DIGITAL_POST_{_name}", _remedy)
