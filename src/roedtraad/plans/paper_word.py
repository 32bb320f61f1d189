# SPDX-License-Identifier: EUPL-1.2
"""A paper as a Word file: real heading styles, a title, a language, and tables whose first row is a heading."""

import io
from typing import TYPE_CHECKING, Any, Final

from roedtraad.kernel import clock
from roedtraad.plans.paper import Block, Facts, Heading, Paper, Table, Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_FONT: Final = "Calibri"
_STYLES: Final = ("Normal", "Heading 1", "Heading 2", "Heading 3", "Quote")


def as_word(paper: Paper) -> bytes:
    """The paper as a .docx."""
    import docx

    document = docx.Document()
    _set_properties(document, paper)
    _set_styles(document, paper.language)
    _set_margins(document, paper)
    document.add_heading(paper.title, level=1)
    for block in paper.blocks:
        _add(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_properties(document: "Document", paper: Paper) -> None:
    now, told = clock.now().replace(tzinfo=None), document.core_properties
    told.title, told.author, told.language, told.comments = paper.title, paper.author, paper.language, ""
    told.last_modified_by, told.created, told.modified = paper.author, now, now


def _set_styles(document: "Document", language: str) -> None:
    """One language and one font throughout, and headings dark enough to be read."""
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), language)
    for name in _STYLES:
        font = document.styles[name].font
        font.name, font.color.rgb = _FONT, RGBColor(0, 0, 0)
        fonts = font.element.rPr.rFonts
        for which in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            # a font of the template's theme would win over the one just named
            fonts.attrib.pop(qn(f"w:{which}"), None)


def _filled(element: Any, values: dict[str, str]) -> Any:  # noqa: ANN401 (lxml)
    from docx.oxml.ns import qn

    for name, value in values.items():
        element.set(qn(name), value)
    return element


def _set_margins(document: "Document", paper: Paper) -> None:
    """A4, and what stands above and below every page."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.header.paragraphs[0].text = paper.head
    foot = section.footer.paragraphs[0]
    foot.text = f"{paper.foot}\t\t{paper.page_word} "
    _add_page_number(foot)


def _add_page_number(paragraph: "Paragraph") -> None:
    from docx.oxml import OxmlElement

    field = _filled(OxmlElement("w:fldSimple"), {"w:instr": "PAGE"})
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _add(document: "Document", block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, level=block.level)
    elif isinstance(block, Words):
        document.add_paragraph(block.text, style="Quote" if block.is_quoted else None)
    elif isinstance(block, Facts):
        for term, said in block.rows:
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{term}: ").bold = True
            paragraph.add_run(said)
    else:
        _add_table(document, block)


def _add_table(document: "Document", block: Table) -> None:
    """A table whose first row is its heading on every page, with a text for those who hear it."""
    from docx.oxml import OxmlElement

    made = document.add_table(rows=1, cols=len(block.head), style="Table Grid")
    made._tbl.tblPr.append(_filled(OxmlElement("w:tblCaption"), {"w:val": block.about}))
    for cell, text in zip(made.rows[0].cells, block.head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    made.rows[0]._tr.get_or_add_trPr().append(_filled(OxmlElement("w:tblHeader"), {"w:val": "true"}))
    for row in block.rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph()
