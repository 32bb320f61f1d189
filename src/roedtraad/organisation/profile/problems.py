# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a profile, said so that a person can mend it: file, line, path, message, remedy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

from roedtraad.kernel.errors import DomainError

from .conditions import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` counts from 1; nothing when the profile did not come from a file."""

    file: str
    line: int | None
    path: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = (": ".join(part for part in (place, self.path, self.message) if part), self.remedy)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake before it is known in which file it stands; `line` only when the path alone would not lead there."""

    path: Path
    message: str
    remedy: str = ""
    line: int | None = None


class ProfileError(DomainError):
    """The profile cannot be used; `problems` holds everything that is wrong, in the order of the file."""

    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("profile_invalid", "\n".join(str(problem) for problem in self.problems))


def path_text(path: Path) -> str:
    """`("rules", 3, "when")` as `rules[3].when`; list places count from 1, as people do."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that points at the nearest known word, else lists them when they are few."""
    choices = sorted(known)
    close = get_close_matches(word, choices, n=1, cutoff=0.6)
    if close:
        return _("Did you mean “%(word)s”?") % {"word": close[0]}
    if len(choices) <= 40:
        return _("Use one of: %(words)s.") % {"words": ", ".join(choices)}
    return ""
