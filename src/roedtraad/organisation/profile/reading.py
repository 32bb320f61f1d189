# SPDX-License-Identifier: EUPL-1.2
"""YAML into plain values with the line of everything, and back. Stricter than YAML: see `read`."""

import re
from collections.abc import Mapping

import yaml
from django.utils.translation import gettext as _

from .conditions import Path
from .problems import Finding, Problem, ProfileError, path_text

MAX_BYTES = 1_000_000
MAX_DEPTH = 24

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
Lines = dict[Path, int]


class _Loader(yaml.CSafeLoader):
    """Only true/false, plain numbers and null are more than text: `no`, `on` and 2026-12-24 stay what was typed."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


class _Dumper(yaml.CSafeDumper):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def ignore_aliases(self, data: object) -> bool:
        return True


for _cls in (_Loader, _Dumper):
    _cls.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
    _cls.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
    _cls.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?[0-9]+\.[0-9]+$"), list("-0123456789"))
    _cls.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])


def read(text: str, filename: str) -> tuple[dict[str, Value], Lines]:
    """The document and the line of every path in it.

    Refuses what makes a file mean something else than it seems to: duplicate keys, anchors and aliases, tags, several
    documents, more than 1 MB, and nesting beyond reason. Raises ProfileError.
    """
    if len(text.encode()) > MAX_BYTES:
        raise _error(filename, None, _("The file is larger than 1 MB."), _("A profile is a few hundred lines of text."))
    try:
        _refuse_references(text, filename)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        message = _("This is not valid YAML: %(reason)s.") % {"reason": reason}
        remedy = _("Look at indentation, colons and quotation marks on this line and the one above.")
        raise _error(filename, mark.line + 1 if mark else None, message, remedy) from None
    if not isinstance(node, yaml.MappingNode):
        raise _error(filename, 1, _("The file holds no profile."), _("Begin with “format: 1” and “id:”."))
    walk = _Walk()
    document = walk.mapping(node, ())
    if walk.findings:
        raise ProfileError([locate(finding, filename, walk.lines) for finding in walk.findings])
    return document, walk.lines


def write(document: Mapping[str, object]) -> str:
    """The document as YAML that `read` gives back unchanged, in the order of the document, Danish letters kept."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def locate(finding: Finding, filename: str, lines: Lines) -> Problem:
    """The finding with its line: of its own path, or of the nearest thing around it that stands in the file."""
    path = finding.path
    while path and path not in lines:
        path = path[:-1]
    return Problem(
        filename, finding.line or lines.get(path, 1), path_text(finding.path), finding.message, finding.remedy
    )


def _error(filename: str, line: int | None, message: str, remedy: str) -> ProfileError:
    return ProfileError([Problem(filename, line, "", message, remedy)])


def _refuse_references(text: str, filename: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _error(
                filename, line, _("Anchors and aliases (& and *) are not used here."), _("Write the text out.")
            )
        if isinstance(event, yaml.CollectionStartEvent | yaml.CollectionEndEvent):
            depth += 1 if isinstance(event, yaml.CollectionStartEvent) else -1
        if depth > MAX_DEPTH:
            raise _error(filename, line, _("The file is nested too deeply."), _("Look at the indentation."))
        if getattr(event, "tag", None):
            raise _error(filename, line, _("Tags (!) are not used here."), _("Remove the word that begins with “!”."))


class _Walk:
    """Turns nodes into values, noting lines and collecting findings."""

    def __init__(self) -> None:
        self.lines: Lines = {}
        self.findings: list[Finding] = []

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Value]:
        result: dict[str, Value] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.lines.setdefault(path, key_node.start_mark.line + 1)
                self.findings.append(Finding(path, _("A key must be one word."), _("Write “key: value”.")))
                continue
            here = (*path, key_node.value)
            if key_node.value in result:
                self.findings.append(_repeated(here, self.lines.get(here), key_node.start_mark.line + 1))
                continue
            self.lines[here] = key_node.start_mark.line + 1
            result[key_node.value] = self.value(value_node, here)
        return result

    def value(self, node: yaml.Node, path: Path) -> Value:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            items: list[Value] = []
            for number, item in enumerate(node.value):
                self.lines[(*path, number)] = item.start_mark.line + 1
                items.append(self.value(item, (*path, number)))
            return items
        return _scalar(node)


def _repeated(path: Path, first_line: int | None, line: int) -> Finding:
    details = {"key": path[-1], "line": first_line}
    message = _("“%(key)s” stands twice here; it was already given in line %(line)s.") % details
    return Finding(path, message, _("Remove one of them."), line)


def _scalar(node: yaml.Node) -> Value:
    text: str = node.value
    match node.tag:
        case "tag:yaml.org,2002:null":
            return None
        case "tag:yaml.org,2002:bool":
            return text == "true"
        case "tag:yaml.org,2002:int":
            return int(text)
        case "tag:yaml.org,2002:float":
            return float(text)
        case _:
            return text
