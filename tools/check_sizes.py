# SPDX-License-Identifier: EUPL-1.2
"""Small functions and files (DESIGN §7): functions median 8, 95th percentile 35, never above 60 lines; files 350 and 500."""

import ast
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTION_MEDIAN, FUNCTION_P95, FUNCTION_MOST = 8, 35, 60
FILE_P95, FILE_MOST = 350, 500


def main() -> int:
    """Print every breach of a limit, then the figures; 1 when there was a breach."""
    functions: list[int] = []
    files: list[int] = []
    breaches: list[str] = []
    for file in _files():
        text = file.read_text(encoding="utf-8")
        place = file.relative_to(ROOT).as_posix()
        files.append(text.count("\n"))
        if files[-1] > FILE_MOST:
            breaches.append(f"{place}: {files[-1]} lines, at most {FILE_MOST}: split it by what it knows")
        for name, line, length in _functions(text, place):
            functions.append(length)
            if length > FUNCTION_MOST:
                breaches.append(f"{place}:{line}: {name} has {length} lines, at most {FUNCTION_MOST}")
    breaches += _over("functions: median", statistics.median(functions), FUNCTION_MEDIAN)
    breaches += _over("functions: 95th percentile", _p95(functions), FUNCTION_P95)
    breaches += _over("files: 95th percentile", _p95(files), FILE_P95)
    sys.stdout.writelines(f"{breach}\n" for breach in breaches)
    sys.stdout.write(
        f"{len(functions)} functions: median {statistics.median(functions):.0f}, p95 {_p95(functions):.0f},"
        f" longest {max(functions)}; {len(files)} files: p95 {_p95(files):.0f}, longest {max(files)}\n"
    )
    return 1 if breaches else 0


def _files() -> Iterator[Path]:
    for folder in ("src", "tests", "tools", "bench"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts and file.stat().st_size:
                yield file


def _functions(text: str, place: str) -> Iterator[tuple[str, int, int]]:
    """Name, line and length of each function; its docstring is not counted, it is a promise and no work."""
    for node in ast.walk(ast.parse(text, place)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(node.body) > 1:
                length -= (first.end_lineno or first.lineno) - first.lineno + 1
            yield node.name, node.lineno, length


def _p95(lengths: list[int]) -> float:
    return statistics.quantiles(lengths, n=20, method="inclusive")[-1]


def _over(name: str, found: float, most: int) -> list[str]:
    return [f"{name} {found:.0f} lines, at most {most}"] if found > most else []


if __name__ == "__main__":
    sys.exit(main())
