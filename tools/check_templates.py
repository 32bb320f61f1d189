# SPDX-License-Identifier: EUPL-1.2
"""Templates hold no inline script or style (the security policy forbids them), no untranslated text, and stay short."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "roedtraad"
MOST_LINES = 150
# Words that are the same in every language.
NAMES = {"Rødtråd", "CPR", "CSV", "XLSX", "JSON", "YAML", "Dansk", "English", "htmx", "noindex", "nofollow", "kr"}

_TAG = r"""<(?:"[^"]*"|'[^']*'|[^'">])*>"""
_INLINE = (
    ("a script in the page", re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE)),
    ("a style sheet in the page", re.compile(r"<style\b", re.IGNORECASE)),
    ("an on… attribute", re.compile(r"<[^>]*\s(?:hx-)?on[a-z:-]+\s*=", re.IGNORECASE)),
    ("a style attribute", re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE)),
    ("a javascript: address", re.compile(r"[\"']\s*javascript:", re.IGNORECASE)),
)
_SILENT = (
    re.compile(r"{#.*?#}"),
    re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL),
    re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE),
)
_DJANGO = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_SPOKEN = re.compile(
    r"""\s(?:alt|title|placeholder|aria-label|aria-description|label|heading)=(["'])(.*?)\1""", re.DOTALL
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_TRANSLATES = re.compile(r"{%\s*(?:translate|trans|blocktrans(?:late)?|get_current_language)\b")
_LOADS = re.compile(r"{%\s*load\s[^%]*\bi18n\b")


def main() -> int:
    """1 when any template has a finding."""
    count = 0
    for file in sorted(SOURCE.rglob("templates/**/*.html")):
        for line, problem in _findings(file.read_text(encoding="utf-8")):
            count += 1
            sys.stdout.write(f"{file.relative_to(ROOT)}:{line}: {problem}\n")
    return 1 if count else 0


def _findings(text: str) -> Iterator[tuple[int, str]]:
    if text.count("\n") > MOST_LINES:
        yield MOST_LINES, f"longer than {MOST_LINES} lines: move a part to a file of its own"
    if _TRANSLATES.search(text) and not _LOADS.search(text):
        yield 1, "translates without {% load i18n %}"
    for pattern in _SILENT[:2]:
        text = _emptied(pattern, text)
    without_code = _emptied(_DJANGO, text)
    for name, pattern in _INLINE:
        for match in pattern.finditer(without_code):
            yield _line(text, match.start()), f"{name}: put it in a file"
    for pattern in _SILENT[2:]:
        text = _emptied(pattern, text)
    yield from _untranslated(_emptied(_DJANGO, text))


def _untranslated(text: str) -> Iterator[tuple[int, str]]:
    for match in _SPOKEN.finditer(text):
        yield from _words(text, match.start(2), match.group(2))
    visible = _emptied(re.compile(_TAG, re.DOTALL), text)
    for match in re.finditer(r"[^\n]+", visible):
        yield from _words(text, match.start(), match.group())


def _words(text: str, start: int, said: str) -> Iterator[tuple[int, str]]:
    words = [word for word in _WORD.findall(re.sub(r"&\w+;", "", said)) if word not in NAMES]
    if words:
        yield _line(text, start), f"text that is not translated: {' '.join(said.split())!r}"


def _emptied(pattern: re.Pattern[str], text: str) -> str:
    """The text with every match blanked out, so that line numbers stay."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


if __name__ == "__main__":
    sys.exit(main())
