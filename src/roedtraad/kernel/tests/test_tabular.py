# SPDX-License-Identifier: EUPL-1.2
"""Files come as they come: every encoding, separator and spreadsheet, and no file brings the reader down."""

import datetime as dt
import io
import tracemalloc
import zipfile
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from roedtraad.kernel import cells
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.importing import Column, match_columns
from roedtraad.kernel.tabular import LONGEST_CELL, LONGEST_LINE, TableError, open_table

COLUMNS = (
    Column("reference", "reference", "", str, required=True),
    Column("given_name", "fornavn", "", str),
    Column("born_on", "fødselsdato", "", cells.read_date),
    Column("email", "e-mail", "", cells.read_email),
)


def read(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_table(path) as table:
        return table.header, list(table.lines)


def rows(tmp_path, content):
    return [line.cells for line in read(tmp_path, content)[1]]


def problems(tmp_path, content):
    return [(line.number, line.problem.code) for line in read(tmp_path, content)[1] if line.problem]


def refusal(tmp_path, content):
    with pytest.raises(TableError) as refused:
        read(tmp_path, content)
    return refused.value.code


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_headers(tmp_path, separator):
    text = "a;b;c\n1;2;3\n".replace(";", separator)
    assert read(tmp_path, text) == (["a", "b", "c"], [(2, ["1", "2", "3"], None)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_danish_letters_survive_every_encoding(tmp_path, encoding):
    assert rows(tmp_path, "navn;by\nÆrø Åse;Ølgod\n".encode(encoding)) == [["Ærø Åse", "Ølgod"]]


def test_a_line_that_mixes_encodings_is_named_and_the_others_are_read(tmp_path):
    content = "navn;by\nÆrø;".encode() + "Ølgod\nÅse;Ølgod\n".encode("cp1252") + "Åse;Vejle\n".encode()
    lines = read(tmp_path, content)[1]
    assert [line.problem and line.problem.code for line in lines] == ["line_unreadable", None, None]
    assert [line.cells for line in lines[1:]] == [["Åse", "Ølgod"], ["Åse", "Vejle"]]


def test_letters_in_two_parts_become_one(tmp_path):
    assert rows(tmp_path, "a;b\nA\u030ase;x\n") == [["Åse", "x"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path, end):
    assert rows(tmp_path, end.join(["a;b", "1;2", "", "3;4"])) == [["1", "2"], ["3", "4"]]


def test_cells_in_quotation_marks_hold_separators_and_line_ends(tmp_path):
    text = 'a;b\n"x;y";"say ""hi"""\n"two\nlines";z\n1;2\n'
    assert rows(tmp_path, text) == [["x;y", 'say "hi"'], ["two lines", "z"], ["1", "2"]]


def test_an_open_quotation_mark_costs_one_line_only(tmp_path):
    lines = read(tmp_path, 'a;b\n"open;2\n3;4\n5;6\n')[1]
    assert [(line.number, bool(line.problem)) for line in lines] == [(2, True), (3, False), (4, False)]


def test_cells_are_cleaned(tmp_path):
    assert rows(tmp_path, "a;b\n\u00a0 x \u200b; y\u00a0z\u202e \n") == [["x", "y z"]]


def test_formulas_are_text(tmp_path):
    assert rows(tmp_path, "a;b\n=1+1;@SUM(A1)\n") == [["=1+1", "@SUM(A1)"]]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1", "ragged_row"),
        ("1;2;3", "ragged_row"),
        ("1;\x00", "cell_unreadable"),
        ("1;\x1b[2J", "cell_unreadable"),
        ("1;\ufffd", "cell_unreadable"),
        ("1;" + "x" * 10**6, "line_unreadable"),
        ("1;" + "x" * (LONGEST_CELL + 1), "cell_too_long"),
        ('1;"2', "quotes_unbalanced"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_read(tmp_path, line, code):
    lines = read(tmp_path, f"a;b\n{line}\n3;4\n")[1]
    assert [(one.number, one.problem.code if one.problem else None) for one in lines] == [(2, code), (3, None)]


def test_extra_empty_cells_are_nothing(tmp_path):
    assert read(tmp_path, "a;b;;\n1;2;;\n;;;\n") == (["a", "b"], [(2, ["1", "2"], None)])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n ; \n", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b"\x00\x01\x02\x03\x00\x01", "not_a_table"),
        (b"a;b;\x00\n1;2;3\n", "not_a_table"),
        (b"x" * (LONGEST_LINE + 10), "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook_old"),
        (b"PK\x03\x04 and then nothing", "not_a_workbook"),
    ],
)
def test_what_is_no_table_is_said_so(tmp_path, content, code):
    assert refusal(tmp_path, content) == code


def test_an_endless_file_is_read_in_constant_memory(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("w") as out:
        out.write("a;b\n")
        out.writelines(f"{number};{'x' * 90}\n" for number in range(30_000))
        out.write("y" * (2 * LONGEST_LINE))
    tracemalloc.start()
    with open_table(path) as table:
        count = sum(1 for _line in table.lines)
        assert table.fraction() == 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 30_001
    assert peak < 10 << 20


def workbook(*lines):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        sheet.append(line)
    book.create_sheet("second").append(["not", "read"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_gives_the_same_text_as_a_csv(tmp_path):
    content = workbook(
        ["a", "b", "c", "d", None],
        ["Ærø", dt.date(2026, 12, 24), 37.5, True],
        [],
        [1234567890, dt.datetime.combine(dt.date(2026, 1, 2), dt.time()), None, False],
        ["=1+1", None, None, None],
    )
    header, lines = read(tmp_path, content)
    assert header == ["a", "b", "c", "d"]
    assert [(line.number, line.cells) for line in lines] == [
        (2, ["Ærø", "2026-12-24", "37.5", "yes"]),
        (4, ["1234567890", "2026-01-02", "", "no"]),
    ]


def test_a_workbooks_bad_cells_are_named(tmp_path):
    lines = read(tmp_path, workbook(["a"], ["x" * 20_000], ["y", "too many"], ["z"]))[1]
    assert [line.problem and line.problem.code for line in lines] == ["cell_too_long", "ragged_row", None]


def _with_part(content, name, data):
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def test_a_bomb_is_not_unpacked(tmp_path):
    content = _with_part(workbook(["a"]), "xl/worksheets/sheet9.xml", b"0" * (64 << 20))
    assert refusal(tmp_path, content) == "workbook_too_large"
    content = _with_part(workbook(["a"]), "xl/media/big.bin", b"0" * (64 << 20))
    assert refusal(tmp_path, content) == "workbook_too_large"


def test_another_archive_is_no_workbook(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert refusal(tmp_path, stream.getvalue()) == "not_a_workbook"


BOOK = workbook(["a", "b"], ["1", "2"], ["3", "4"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(30, len(BOOK) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_refused_or_read(tmp_path, place, junk):
    with suppress(TableError):
        read(tmp_path, BOOK[:place] + junk + BOOK[place + len(junk) :])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=60) | st.sampled_from([b'"', b";", b"a;b", b"\r", b"\n", b"\xff\xfe", b"\x00"])))
def test_no_bytes_bring_the_reader_down(tmp_path, parts):
    content = b"\n".join(parts)
    try:
        header, lines = read(tmp_path, content)
    except TableError:
        return
    for line in lines:
        assert line.problem or len(line.cells) == len(header)
        "".join(line.cells).encode()


@pytest.mark.parametrize(
    "header",
    [
        ["reference", "given_name", "born_on"],
        ["Reference", "Fornavn", "Fødselsdato"],
        ["REFERENCE", "Given name", "foedselsdato"],
        [" reference ", "given-name", "Fo\u0308dselsdato".replace("o\u0308", "ø")],
    ],
)
def test_columns_are_known_in_danish_and_english(header):
    assert [column and column.name for column in match_columns(header, COLUMNS)] == [
        "reference",
        "given_name",
        "born_on",
    ]


@pytest.mark.parametrize(
    ("header", "code", "said"),
    [
        (["reference", "fornavm"], "unknown_column", "given_name"),
        (["reference", "shoe size"], "unknown_column", "shoe size"),
        (["reference", "fornavn", "given_name"], "duplicate_column", "given_name"),
        (["fornavn"], "missing_column", "reference"),
        (["4", "Anna", "2009-01-01"], "no_header", "reference"),
    ],
)
def test_a_header_that_does_not_fit_says_what_to_do(header, code, said):
    with pytest.raises(TableError) as refused:
        match_columns(header, COLUMNS)
    assert refused.value.code == code
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-24",
        "24.12.2026",
        "24-12-2026",
        "24/12/2026",
        "2026-12-24T00:00:00",
        "2026-12-24 00:00",
        "24-12-2026 00:00",
    ],
)
def test_dates_are_danish_or_iso(text):
    assert cells.read_date(text) == dt.date(2026, 12, 24)


@pytest.mark.parametrize(
    "text", ["24.12.26", "31.02.2026", "2026-13-01", "0001-01-01", "12/24/2026", "i går", "٢٤.12.2026", "46015"]
)
def test_impossible_dates_are_refused(text):
    with pytest.raises(DomainError) as refused:
        cells.read_date(text)
    assert refused.value.code == "date_invalid"


@pytest.mark.parametrize(
    ("text", "number"), [("37,5", "37.5"), ("37.5", "37.5"), ("37", "37"), ("1.234,50", "1234.50"), ("-2", "-2")]
)
def test_numbers_have_a_comma_or_a_point(text, number):
    assert cells.read_decimal(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "1,2,3", "1.2.3", "NaN", "1e5", "Infinity", "٣", "1 000", "0x10", "--1"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(DomainError):
        cells.read_decimal(text)


@pytest.mark.parametrize(
    ("text", "answer"), [("Ja", True), ("nej", False), ("YES", True), ("no", False), ("x", True), ("0", False)]
)
def test_yes_and_no_in_both_languages(text, answer):
    assert cells.read_yes_or_no(text) is answer


@given(st.text(max_size=40))
def test_no_cell_brings_its_reader_down(text):
    readers = (
        cells.read_date, cells.read_decimal, cells.read_hours, cells.read_whole_number, cells.read_yes_or_no,
        cells.read_email, cells.number_from(0, 10), cells.text_up_to(20), cells.one_of({"skole": "school"}),
    )  # fmt: skip
    for reader in readers:
        with suppress(DomainError):
            reader(text)
