# SPDX-License-Identifier: EUPL-1.2
"""Copy the front-end assets from node_modules: the design system, htmx, and axe for the tests. Nothing is bundled.

Only what the neutral style sheet names is copied. The manifest storage refuses a missing file and a missing source map,
so the list is read from the style sheet and the source-map comments are cut.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
DESIGN_SYSTEM = MODULES / "dkfds" / "dist"
SERVED = ROOT / "src" / "roedtraad" / "web" / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / "vendor"

_ADDRESS = re.compile(r"""url\(\s*["']?(\.\./[^"')?#]+)""")
_SOURCE_MAP = re.compile(r"\s*(?:/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$")


def main() -> int:
    """Copy everything afresh."""
    shutil.rmtree(SERVED, ignore_errors=True)
    shutil.rmtree(FOR_TESTS, ignore_errors=True)
    style = DESIGN_SYSTEM / "css" / "dkfds.min.css"
    files = _named_in(style) | {DESIGN_SYSTEM / "img" / "all-svg-icons.svg"}
    for file in files:
        _copy(file, SERVED / "dkfds" / file.relative_to(DESIGN_SYSTEM))
    for file in (style, DESIGN_SYSTEM / "js" / "dkfds.min.js"):
        _copy_text(file, SERVED / "dkfds" / file.relative_to(DESIGN_SYSTEM))
    _copy(DESIGN_SYSTEM / "LICENSE.md", SERVED / "dkfds" / "LICENSE.md")
    _copy_text(MODULES / "htmx.org" / "dist" / "htmx.min.js", SERVED / "htmx" / "htmx.min.js")
    _copy(MODULES / "axe-core" / "axe.min.js", FOR_TESTS / "axe.min.js")
    return 0


def _named_in(style: Path) -> set[Path]:
    text = style.read_text(encoding="utf-8")
    return {(style.parent / address).resolve() for address in _ADDRESS.findall(text)}


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _copy_text(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_SOURCE_MAP.sub("\n", source.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
