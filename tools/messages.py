# SPDX-License-Identifier: EUPL-1.2
"""The Danish catalogue, without the gettext programs: English in the code is the source, Danish is django.po.

messages.py extract     every text in the code, as a template catalogue on standard output
messages.py update      django.po gets the new texts, keeps its translations, drops what is gone
messages.py merge DIR   fill in missing translations from DIR/*.tsv (msgid, msgstr; plural: msgid, one, many)
messages.py check       nothing missing, fuzzy, out of date, or with other placeholders than the English
messages.py compile     django.mo, which Django reads
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "roedtraad"
CATALOGUE = SOURCE / "locale" / "da" / "LC_MESSAGES" / "django.po"
HEADER = {
    "Project-Id-Version": "roedtraad",
    "Language": "da",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
PLURAL_FORMS = 2
_ONE, _MANY, _WITH_CONTEXT, _MANY_WITH_CONTEXT = (1,), (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), _ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _WITH_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), _MANY_WITH_CONTEXT),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main(words: list[str]) -> int:
    """Run one of the verbs; 1 when `check` finds something or the verb is unknown."""
    match words:
        case ["extract"]:
            sys.stdout.write(_text_of(_updated(polib.POFile())))
        case ["update"]:
            return _update()
        case ["merge", folder, *options]:
            return _merge(Path(folder), replace="--replace" in options)
        case ["check"]:
            return _check()
        case ["compile"]:
            _compile()
        case _:
            sys.stderr.write(__doc__ or "")
            return 1
    return 0


# Extracting


def _sources() -> Iterator[Path]:
    for pattern in ("*.py", "*.html", "*.txt"):
        for file in sorted(SOURCE.rglob(pattern)):
            parts = file.relative_to(SOURCE).parts
            if not {"tests", "migrations", "static"} & set(parts):
                yield file


def _extracted() -> dict[tuple[str | None, str], polib.POEntry]:
    """Every text in the code by context and text, with the files it stands in."""
    found: dict[tuple[str | None, str], polib.POEntry] = {}
    for file in _sources():
        place = (file.relative_to(ROOT).as_posix(), "")
        for context, text, plural in _texts_in(file):
            entry = found.setdefault((context, text), polib.POEntry(msgctxt=context, msgid=text))
            if plural and not entry.msgid_plural:
                entry.msgid_plural = plural
                entry.msgstr_plural = dict.fromkeys(range(PLURAL_FORMS), "")
            if place not in entry.occurrences:
                entry.occurrences.append(place)
            if re.search(r"%\(\w+\)[sd]|%[sd]", text + plural):
                entry.flags = ["python-format"]
    return found


def _texts_in(file: Path) -> Iterator[tuple[str | None, str, str]]:
    """Context, text and plural text (empty when it has none) of each translated text in one file."""
    from babel.messages.extract import extract

    code = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        code = _as_python(code, file)
    stream = io.BytesIO(code.encode())
    for _line, text, _comments, context in extract("python", stream, KEYWORDS, options={"encoding": "utf-8"}):
        one, many = (text[0], text[1]) if isinstance(text, tuple) else (text, "")
        if one:
            yield context, one, many


def _as_python(template: str, file: Path) -> str:
    """A template as Python that Babel reads; indentation goes, because nothing in it is a block."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=False)
    lines = templatize(template, origin=str(file)).splitlines()
    return "\n".join(line.strip() for line in lines) + "\n"


# Reading and writing the catalogue


def _read() -> polib.POFile:
    return polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()


def _updated(old: polib.POFile) -> polib.POFile:
    """The catalogue that belongs to the code as it stands, with the translations that `old` has for it."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=100)
    new.metadata = dict(HEADER)
    for key, entry in sorted(_extracted().items(), key=lambda item: (item[0][1], item[0][0] or "")):
        before = known.get(key)
        if before is not None and bool(before.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr = before.msgstr
            entry.tcomment = before.tcomment
            entry.flags += ["fuzzy"] if "fuzzy" in before.flags else []
            if entry.msgid_plural and before.msgid_plural == entry.msgid_plural:
                entry.msgstr_plural = before.msgstr_plural
        new.append(entry)
    return new


def _text_of(catalogue: polib.POFile) -> str:
    return f"{catalogue}".rstrip("\n") + "\n"


def _write(catalogue: polib.POFile) -> None:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(_text_of(catalogue), encoding="utf-8")


def _update() -> int:
    catalogue = _updated(_read())
    _write(catalogue)
    missing = [entry.msgid for entry in catalogue if not entry.translated()]
    sys.stdout.write(f"{len(catalogue)} texts, {len(missing)} without Danish\n")
    sys.stdout.writelines(f"  {text!r}\n" for text in missing)
    return 0


def _compile() -> None:
    for file in SOURCE.glob("locale/*/LC_MESSAGES/*.po"):
        polib.pofile(str(file)).save_as_mofile(str(file.with_suffix(".mo")))


# Merging translations that came as tables


def _merge(folder: Path, *, replace: bool) -> int:
    """Fill in what is missing (or, with --replace, everything that differs); say what fits nowhere."""
    catalogue = _updated(_read())
    by_text: dict[str, list[polib.POEntry]] = {}
    for entry in catalogue:
        by_text.setdefault(_squeezed(entry.msgid), []).append(entry)
    filled = 0
    for file, number, text, translations in _rows(folder):
        entries = by_text.get(_squeezed(text), [])
        if not entries:
            sys.stdout.write(f"{file.name}:{number}: not in the code: {text!r}\n")
        for entry in entries:
            filled += _fill(entry, translations, f"{file.name}:{number}", replace=replace)
    _write(catalogue)
    missing = [entry.msgid for entry in catalogue if not entry.translated()]
    sys.stdout.write(f"{filled} filled in, {len(missing)} of {len(catalogue)} still without Danish\n")
    sys.stdout.writelines(f"  {text!r}\n" for text in missing)
    return 0


def _rows(folder: Path) -> Iterator[tuple[Path, int, str, list[str]]]:
    for file in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            text, *translations = (part.replace("\\n", "\n").replace("\\t", "\t") for part in line.split("\t"))
            translations = [one for one in translations if one.strip()]
            if translations:
                yield file, number, text, translations
            else:
                sys.stdout.write(f"{file.name}:{number}: no tab, or nothing after it: {line!r}\n")


def _squeezed(text: str) -> str:
    """Compared without line breaks, and with the plain % that stands in a template (its catalogue text has %%)."""
    return " ".join(text.replace("%%", "%").split())


def _fill(entry: polib.POEntry, translations: list[str], place: str, *, replace: bool) -> int:
    if "%%" in entry.msgid:
        translations = [re.sub("%+", "%%", translation) for translation in translations]
    if entry.msgid_plural:
        if len(translations) != PLURAL_FORMS:
            sys.stdout.write(f"{place}: needs two Danish forms, one and many: {entry.msgid!r}\n")
            return 0
        new, old = dict(enumerate(translations)), dict(entry.msgstr_plural)
    else:
        new, old = {0: _framed_as(entry.msgid, translations[0])}, {0: entry.msgstr}
    if new == old:
        return 0
    if entry.translated() and not replace:
        sys.stdout.write(f"{place}: already {list(old.values())!r}, not {translations!r}: {entry.msgid!r}\n")
        return 0
    if entry.msgid_plural:
        entry.msgstr_plural = new
    else:
        entry.msgstr = new[0]
    return 1


def _framed_as(source: str, translation: str) -> str:
    """The translation with the line breaks that the source begins and ends with."""
    start = "\n" if source.startswith("\n") else ""
    end = "\n" if source.endswith("\n") else ""
    return start + translation.strip("\n") + end


# Checking


def _check() -> int:
    old = _read()
    problems = [problem for entry in old if not entry.obsolete for problem in _problems(entry)]
    if not CATALOGUE.exists() or _text_of(_updated(old)) != CATALOGUE.read_text(encoding="utf-8"):
        problems.append("the catalogue does not fit the code: run make messages")
    sys.stdout.writelines(f"{CATALOGUE.name}: {problem}\n" for problem in problems)
    return 1 if problems else 0


def _problems(entry: polib.POEntry) -> Iterator[str]:
    if "fuzzy" in entry.flags:
        yield f"fuzzy: {entry.msgid!r}"
    forms = [entry.msgstr_plural.get(n, "") for n in range(PLURAL_FORMS)] if entry.msgid_plural else [entry.msgstr]
    if not all(forms):
        yield f"no Danish: {entry.msgid!r}"
        return
    wanted = set(_PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for number, form in enumerate(forms):
        has = set(_PLACEHOLDER.findall(form))
        # "1 person" may leave out the number, in either language.
        is_singular = bool(entry.msgid_plural) and number == 0
        if has - wanted or (wanted - has and not is_singular):
            yield f"placeholders {sorted(has)} instead of {sorted(wanted)}: {entry.msgid!r}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
