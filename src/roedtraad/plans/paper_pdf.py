# SPDX-License-Identifier: EUPL-1.2
"""A paper as PDF/UA: tagged, titled, in its language. The texts reach typst as data, so that none of them can be markup."""

import json
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from roedtraad.kernel import clock
from roedtraad.plans.paper import Block, Paper

if TYPE_CHECKING:
    import typst

_TEMPLATE: Final = b"""
#let paper = json(bytes(sys.inputs.paper))
#let parts = paper.language.split("-")
#set document(title: paper.title, author: paper.author)
#set text(lang: parts.at(0), region: parts.at(1), font: "Libertinus Serif", size: 11.5pt, hyphenate: false)
#set par(leading: 0.75em, spacing: 1.1em)
#set page(
  paper: "a4", margin: (x: 2.4cm, top: 2.6cm, bottom: 2.4cm),
  header: text(size: 9pt, fill: luma(35%))[#paper.head],
  footer: context text(size: 9pt, fill: luma(35%))[
    #paper.foot #h(1fr) #paper.page_word #counter(page).display("1 / 1", both: true)
  ],
)
#show heading.where(level: 1): set text(size: 1.5em)
#show heading: set block(above: 1.6em, below: 0.9em, sticky: true)
#show table.cell.where(y: 0): strong
#set table(stroke: (x, y) => (bottom: 0.5pt + luma(60%)), inset: (x: 4pt, y: 5pt), align: left + top)

#heading(level: 1, paper.title)
#for one in paper.blocks {
  if one.kind == "Heading" { heading(level: one.level, one.text) }
  if one.kind == "Words" and one.is_quoted { quote(block: true, one.text) }
  if one.kind == "Words" and not one.is_quoted { par(one.text) }
  if one.kind == "Facts" { terms(separator: [: ], ..one.rows.map(row => terms.item(row.at(0), row.at(1)))) }
  if one.kind == "Table" {
    set text(size: 10pt, hyphenate: true)
    table(
      columns: (1.6fr,) + (1fr,) * (one.head.len() - 1),
      table.header(..one.head),
      ..one.rows.flatten(),
    )
  }
}
"""


def as_pdf(paper: Paper) -> bytes:
    """The paper as PDF/UA-1. Needs no network and no fonts of the machine's own."""
    import typst

    return typst.compile(
        _TEMPLATE, font_paths=_fonts(), ignore_system_fonts=True, format="pdf", pdf_standards="ua-1",
        sys_inputs={"paper": json.dumps(_plain(paper))}, timestamp=int(clock.now().timestamp()),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _fonts() -> "typst.Fonts":
    """The fonts that come with typst, read once."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _plain(paper: Paper) -> dict[str, object]:
    return asdict(paper) | {"blocks": [_block(one) for one in paper.blocks]}


def _block(block: Block) -> dict[str, object]:
    return asdict(block) | {"kind": type(block).__name__}
