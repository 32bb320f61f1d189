# SPDX-License-Identifier: EUPL-1.2
"""The profiles that come with the program."""

from functools import lru_cache
from importlib.resources import files

import yaml

_FOLDER = files("roedtraad.organisation") / "profiles"


def shipped_profile_ids() -> tuple[str, ...]:
    """Their ids, in order."""
    names = (entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml"))
    return tuple(sorted(name.removesuffix(".yaml") for name in names))


def shipped_profile_text(profile_id: str) -> str:
    """The YAML of a shipped profile. Raises KeyError for an id that is not shipped."""
    if profile_id not in shipped_profile_ids():
        raise KeyError(profile_id)
    return (_FOLDER / f"{profile_id}.yaml").read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def standard_codes(section: str) -> frozenset[str]:
    """The codes that the program's own standard has in a section, which hold when a profile is silent."""
    text = (files("roedtraad.organisation") / "standards" / "standards.yaml").read_text(encoding="utf-8")
    return frozenset(str(part["code"]) for part in yaml.safe_load(text)[section])
