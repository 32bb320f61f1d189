# SPDX-License-Identifier: EUPL-1.2
"""Files of young people and life situations: everything or nothing, the same file twice is nothing, every bad row is named."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roedtraad.audit.actions import record_change
from roedtraad.audit.models import LogDetail, LogEntry, LogPerson
from roedtraad.kernel.actor import Actor, Grant, Role, system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.importing import ImportFile, Request, importers
from roedtraad.people import cpr, importing, intake_young_people
from roedtraad.people.models import Guardian, LifeSituation, School, YoungPerson

pytestmark = pytest.mark.django_db
SYSTEM = system_actor(dt.date(2026, 11, 21), "test")
EXAMPLES = Path(__file__).resolve().parents[4] / "docs" / "examples"
FREJA = cpr.synthetic_cpr(dt.date(2009, 6, 14), 1)
YUSUF = cpr.synthetic_cpr(dt.date(2008, 2, 3), 1)
BASE = "reference;cpr;given_name;family_name"


@pytest.fixture
def take(tmp_path):
    def taken(text, kind="young-people", actor=SYSTEM, **options):
        path = tmp_path / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return importers[kind].run(actor, Request(ImportFile(path, "file.csv"), **options))

    return taken


def told(report):
    return [(one.row, one.field, one.code) for one in report.rejected]


def counts(report):
    return report.rows, report.created, report.updated, report.unchanged, len(report.rejected)


def freja(take, columns="", values=""):
    return take(f"{BASE}{columns}\nF;{FREJA};Freja;Østergaard{values}\n")


def test_a_person_arrives_with_everything(take):
    header = (
        "reference;cpr;fornavn;efternavn;telefon;e-mail;adresse;postnummer;by;adressebeskyttet til;tolkesprog;"
        "specialklasse;skole;skolens navn;klassetrin;kilde;bekræftet;forælder 1 navn;forælder 1 relation"
    )
    row = (
        f"F;{FREJA};Freja;Østergaard;20112233;f@x.dk;Skovvej 1;9999;Fjordby;31-12-2027;arabisk;ja;"
        "280001;Fjordby Skole;9;SYS;1.11.2026;Mette;mor"
    )
    assert counts(take(f"{header}\n{row}\n".encode("cp1252"))) == (1, 1, 0, 0, 0)
    person = YoungPerson.objects.get()
    assert person.cpr_sealed == cpr.seal(FREJA)
    assert (person.born_on, person.address_protected_to) == (dt.date(2009, 6, 14), dt.date(2027, 12, 31))
    assert (person.search_given, person.search_family) == ("freja østergård", "østergård freja")
    assert (person.special_class, person.grade) == (True, 9)
    assert person.school == School.objects.get(code="280001", name="Fjordby Skole")
    assert person.guardians.get().relation == "mor"


def test_the_same_file_again_changes_nothing(take):
    columns, values = ";grade;guardian1_name;guardian1_phone", ";9;Mette;123"
    assert counts(freja(take, columns, values)) == (1, 1, 0, 0, 0)
    before = LogEntry.objects.count()
    assert counts(freja(take, columns, values)) == (1, 0, 0, 1, 0)
    assert LogEntry.objects.count() == before + 1
    assert Guardian.objects.count() == 1


def test_an_absent_column_leaves_and_an_empty_cell_empties(take):
    freja(take, ";phone;grade", ";123;9")
    assert counts(take("reference;phone\nF;\n")) == (1, 0, 1, 0, 0)
    person = YoungPerson.objects.get()
    assert (person.phone, person.grade, person.given_name) == ("", 9, "Freja")


def test_a_new_last_name_is_found_by_search(take):
    freja(take)
    take("reference;family_name\nF;Åkjær\n")
    person = YoungPerson.objects.get()
    assert person.search_family == "åkjær freja"
    assert person.sort_name.startswith("zzzkjzzxr")


def test_what_changed_is_logged_with_old_and_new_value_and_never_the_cpr_number(take):
    freja(take, ";phone", ";123")
    other = cpr.synthetic_cpr(dt.date(2009, 6, 14), 2)
    take(f"reference;cpr;phone\nF;{other};456\n")
    entry = LogEntry.objects.get(act="young_person_imported")
    values = LogDetail.objects.get(entry=entry).values
    assert values == {"reference": "F", "changes": {"phone": ["123", "456"], "cpr_sealed": ["••••", "••••"]}}
    person = YoungPerson.objects.get()
    assert list(LogPerson.objects.filter(entry=entry).values_list("young_person_id", flat=True)) == [person.pk]
    assert LogPerson.objects.filter(entry__act="young_people_imported", young_person_id=person.pk).exists()
    said = json.dumps(list(LogDetail.objects.values_list("values", flat=True)))
    assert FREJA not in said
    assert other not in said


def test_the_import_is_logged_with_the_files_fingerprint(take):
    freja(take)
    values = LogDetail.objects.get(entry__act="young_people_imported").values
    assert values["file"] == "file.csv"
    assert len(values["sha256"]) == 64
    assert (values["rows"], values["created"]) == (1, 1)


@pytest.mark.parametrize(
    ("columns", "row", "field", "code"),
    [
        ("", f";{FREJA};A;B", "reference", "required"),
        ("", "X;123;A;B", "cpr", "cpr_invalid"),
        ("", "X;;A;B", "born_on", "required"),
        ("", f"X;{FREJA};;B", "given_name", "required"),
        ("", f"X;{FREJA};{'x' * 151};B", "given_name", "text_too_long"),
        ("", f"X;{FREJA};A", "", "ragged_row"),
        (";born_on", f"X;{FREJA};A;B;2009-06-15", "born_on", "born_on_mismatch"),
        (";born_on", f"X;{FREJA};A;B;31.02.2009", "born_on", "date_invalid"),
        (";email", f"X;{FREJA};A;B;no address", "email", "email_invalid"),
        (";grade", f"X;{FREJA};A;B;11", "grade", "number_out_of_range"),
        (";special_class", f"X;{FREJA};A;B;maybe", "special_class", "yes_or_no_invalid"),
        (";school", f"X;{FREJA};A;B;123", "school", "school_unknown"),
        (";school;school_name", f"X;{FREJA};A;B;;Skolen", "school", "required"),
        (";guardian1_name;guardian1_phone", f"X;{FREJA};A;B;;12", "guardian1_name", "required"),
        (";guardian1_name;guardian2_name", f"X;{FREJA};A;B;Mor;MOR", "guardian2_name", "guardian_twice"),
    ],
)
def test_a_bad_row_is_named_with_its_column(take, columns, row, field, code):
    report = take(f"{BASE}{columns}\n{row}\n")
    assert told(report) == [(2, field, code)]
    assert report.rejected[0].message
    assert not YoungPerson.objects.exists()


def test_a_cpr_number_belongs_to_one_reference(take):
    freja(take)
    report = take(f"{BASE}\nX;{FREJA};A;B\nY;{YUSUF};A;B\nZ;{YUSUF};A;B\n")
    assert told(report) == [(2, "cpr", "cpr_in_use"), (4, "cpr", "cpr_twice")]
    assert "F" in report.rejected[0].message


def test_a_number_that_its_owner_gives_up_is_free_in_the_same_file(take):
    freja(take)
    free = cpr.synthetic_cpr(dt.date(2009, 6, 14), 5)
    text = f"{BASE}\nF;{free};Freja;Østergaard\nX;{FREJA};A;B\n"
    assert counts(take(text, dry_run=True)) == (2, 1, 1, 0, 0)
    assert counts(take(text)) == (2, 1, 1, 0, 0)


def test_the_same_reference_twice_in_a_file(take):
    report = take(f"{BASE}\nX;{FREJA};A;B\nX;{YUSUF};A;B\n")
    assert told(report) == [(3, "reference", "duplicate_reference")]


def test_one_bad_row_keeps_everything_out_unless_the_good_ones_are_accepted(take):
    text = f"{BASE};school;school_name\nX;{FREJA};A;B;1;One\nY;123;A;B;2;Two\n"
    assert counts(take(text)) == (2, 0, 0, 0, 1)
    assert not YoungPerson.objects.exists()
    assert not School.objects.exists()
    assert not LogEntry.objects.exists()
    assert counts(take(text, accept_valid=True)) == (2, 1, 0, 0, 1)
    assert YoungPerson.objects.get().reference == "X"
    assert School.objects.get().code == "1"


def test_a_dry_run_says_the_same_and_writes_nothing(take):
    text = f"{BASE};school;school_name\nX;{FREJA};A;B;1;One\n"
    assert counts(take(text, dry_run=True)) == (1, 1, 0, 0, 0)
    assert not YoungPerson.objects.exists()
    assert not LogEntry.objects.exists()
    assert counts(take(text)) == (1, 1, 0, 0, 0)


def test_a_school_is_known_by_number_and_by_name(take):
    School.objects.create(code="280001", name="Fjordby Skole", kind="school")
    School.objects.create(code="1", name="Twin", kind="school")
    School.objects.create(code="2", name="Twin", kind="school")
    report = take(f"{BASE};school\nX;{FREJA};A;B;fjordby  skole\nY;{YUSUF};A;B;280001\n", accept_valid=True)
    assert counts(report) == (2, 2, 0, 0, 0)
    assert set(YoungPerson.objects.values_list("school__code", flat=True)) == {"280001"}
    assert told(take("reference;school\nX;Twin\n")) == [(2, "school", "school_ambiguous")]


def test_a_guardian_is_added_and_corrected_but_never_taken_away(take):
    freja(take, ";guardian1_name;guardian1_phone", ";Mette;1")
    assert counts(take("reference;guardian1_name;guardian1_phone;guardian2_name\nF;mette;2;Lars\n")) == (1, 0, 1, 0, 0)
    assert counts(take("reference;guardian1_name\nF;Lars\n")) == (1, 0, 0, 1, 0)
    assert set(Guardian.objects.values_list("name", "phone")) == {("Mette", "2"), ("Lars", "")}


def test_only_those_who_may_import_do(take):
    school = Actor(account_id=1, name="S", grants=(Grant(Role.SCHOOL_REPRESENTATIVE),))
    with pytest.raises(NotAllowed):
        take(f"{BASE}\nX;{FREJA};A;B\n", actor=school)
    with pytest.raises(NotAllowed):
        take(f"{BASE}\nX;{FREJA};A;B\n", actor=school, dry_run=True)
    secretariat = Actor(account_id=1, name="S", grants=(Grant(Role.SECRETARIAT),))
    assert counts(take(f"{BASE}\nX;{FREJA};A;B\n", actor=secretariat)) == (1, 1, 0, 0, 0)


def test_when_the_log_cannot_be_written_nothing_is(take, monkeypatch):
    monkeypatch.setattr("roedtraad.people.importing.record_change", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        freja(take)
    assert not YoungPerson.objects.exists()


def test_many_rows_cost_few_statements(take, django_assert_max_num_queries):
    lines = [f"R{n};{cpr.synthetic_cpr(dt.date(2009, 1, 1), n)};A;B" for n in range(300)]
    with django_assert_max_num_queries(40):
        take("\n".join([BASE, *lines]))


SITUATIONS = "reference;young_person;kind;started_on;ended_on"


@pytest.fixture
def live(take):
    freja(take)

    def lived(*rows, header=SITUATIONS, **options):
        return take("\n".join([header, *rows]), "life-situations", **options)

    return lived


def test_a_life_arrives_in_danish_and_english(live):
    header = "reference;cpr;art;fra;til;sted;ydelsessats;timer om ugen;kilde;bekræftet"
    report = live(
        f"1;{FREJA};10. klasse;10.08.2025;30.06.2026;Skolen;;;SYS;1.11.2026",
        f"2;{FREJA};Ungdomsuddannelse;10.08.2026;;;;;SYS;1.11.2026",
        f"3;{FREJA};spare_time_job;2026-01-01;;Bageri;;8,5;SYS;1.11.2026",
        header=header,
    )
    assert counts(report) == (3, 3, 0, 0, 0)
    job = LifeSituation.objects.get(reference="3")
    assert (job.kind, job.weekly_hours, job.confirmed_on) == ("spare_time_job", Decimal("8.5"), dt.date(2026, 11, 1))


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("1;X;school;2020-01-01;", "young_person", "person_unknown"),
        ("1;;school;2020-01-01;", "young_person", "required"),
        ("1;F;astronaut;2020-01-01;", "kind", "choice_unknown"),
        ("1;F;school;;", "started_on", "required"),
        ("1;F;school;2020-01-02;2020-01-01", "ended_on", "ends_before_start"),
    ],
)
def test_a_bad_situation_is_named(live, row, field, code):
    assert told(live(row)) == [(2, field, code)]


def test_periods_of_one_kind_never_overlap_in_a_file_or_with_what_is_here(live):
    live("1;F;school;2015-08-01;2020-06-30")
    report = live(
        "2;F;school;2020-06-30;",
        "3;F;work;2020-01-01;",
        "4;F;work;2021-01-01;2021-02-01",
        "5;F;school;2020-07-01;",
    )
    assert sorted(told(report)) == [(row, "started_on", "overlap") for row in (2, 4, 5)]
    assert "01.08.2015" in next(one.message for one in report.rejected if one.row == 2)


def test_a_file_may_end_a_period_after_it_has_begun_the_next(live):
    live("1;F;school;2015-08-01;")
    text = ("2;F;school;2020-07-01;", "1;F;school;2015-08-01;2020-06-30")
    assert counts(live(*text, dry_run=True)) == (2, 1, 1, 0, 0)
    assert counts(live(*text)) == (2, 1, 1, 0, 0)
    assert counts(live(*text)) == (2, 0, 0, 2, 0)


def test_two_periods_may_change_places(live):
    live("1;F;work;2020-01-01;2020-06-30", "2;F;work;2020-07-01;")
    assert counts(live("1;F;work;2020-07-01;", "2;F;work;2020-01-01;2020-06-30")) == (2, 0, 2, 0, 0)
    assert LifeSituation.objects.get(reference="1").ended_on is None
    assert counts(live("1;F;work;2020-07-01;2020-08-01", "2;F;work;2020-01-01;2020-06-30")) == (2, 0, 1, 1, 0)


def test_an_overlap_comes_back_when_the_row_that_would_have_ended_it_is_rejected(live):
    live("1;F;school;2015-08-01;")
    report = live("2;F;school;2020-07-01;", "1;F;school;2015-08-01;31.02.2020", accept_valid=True)
    assert counts(report) == (2, 0, 0, 0, 2)
    assert LifeSituation.objects.count() == 1


def test_a_reference_does_not_move_to_another_person(live, take):
    take(f"{BASE}\nY;{YUSUF};Yusuf;Al-Khalil\n")
    live("1;F;school;2015-08-01;")
    assert told(live("1;Y;school;2015-08-01;")) == [(2, "young_person", "other_person")]
    both = "reference;young_person;cpr;kind;started_on"
    assert told(live(f"9;F;{YUSUF};work;2015-08-01", header=both)) == [(2, "cpr", "other_person")]


def test_what_the_file_does_not_say_stays(live):
    live("1;F;school;2015-08-01;;Skolen", header=f"{SITUATIONS};place")
    assert counts(live("1;2020-06-30", header="reference;ended_on")) == (1, 0, 1, 0, 0)
    school = LifeSituation.objects.get()
    assert (school.place, school.ended_on) == ("Skolen", dt.date(2020, 6, 30))
    changes = LogDetail.objects.get(entry__act="life_situation_imported").values["changes"]
    assert changes == {"ended_on": [None, "2020-06-30"]}


@pytest.mark.parametrize("name", ["young-people.csv", "young-people.xlsx"])
def test_the_examples_can_be_imported_and_imported_again(name):
    request = Request(ImportFile(EXAMPLES / name, name))
    first = importers["young-people"].run(SYSTEM, request)
    assert (first.created, first.rejected) == (first.rows, [])
    again = importers["young-people"].run(SYSTEM, request)
    assert (again.unchanged, again.rejected) == (first.rows, [])


def test_the_example_of_life_situations_can_be_imported():
    for kind in ("young-people", "life-situations"):
        report = importers[kind].run(SYSTEM, Request(ImportFile(EXAMPLES / f"{kind}.csv", kind)))
        assert (report.created, report.rejected) == (report.rows, [])


def run_command(capsys, *arguments):
    status: object = 0
    try:
        call_command("import", *arguments)
    except SystemExit as stopped:
        status = stopped.code
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_the_command_prints_json_and_nothing_else(capsys, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(f"{BASE}\nX;{FREJA};A;B\n")
    status, out, err = run_command(capsys, "young-people", str(path), "--format", "json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"rows": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": []}
    path.write_text(f"{BASE}\nX;{FREJA};A;B\nY;1;A;B\n")
    status, out, _err = run_command(capsys, "young-people", str(path), "--format", "json", "--accept-valid")
    report = json.loads(out)
    assert (status, report["unchanged"]) == (1, 1)
    assert set(report["rejected"][0]) == {"row", "field", "code", "message"}


def test_the_command_says_what_happened_in_a_table(capsys, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("\n".join([BASE, *(f"R{n};1;A;B" for n in range(60))]))
    status, out, _err = run_command(capsys, "young-people", str(path), "--dry-run")
    assert status == 1
    assert "cpr_invalid" in out
    assert "10" in out.splitlines()[-1]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04", b"name;age\n1;2\n", None])
def test_the_command_stops_with_2_when_the_file_cannot_be_read(capsys, tmp_path, content):
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    status, out, err = run_command(capsys, "young-people", str(path))
    assert (status, out) == (2, "")
    assert str(path) in err


ODD = [
    "",
    "Ærø",
    "=1+1",
    '"',
    "\x00",
    "\u202e",
    "x" * 500,
    "31.02.2020",
    "2020-01-01",
    "ja",
    "9",
    "-1",
    "1,5",
    FREJA,
    YUSUF,
    "F",
    "G",
    "skole",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["young-people", "life-situations"]),
    st.lists(st.lists(st.sampled_from(ODD) | st.text(max_size=8), min_size=4, max_size=8), max_size=12),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.booleans(),
)
def test_no_file_brings_the_import_down(take, kind, lines, separator, encoding, accept_valid):
    header = ["reference", "cpr", "given_name", "family_name", "born_on", "grade", "school", "phone"]
    if kind == "life-situations":
        header = ["reference", "young_person", "kind", "started_on", "ended_on", "weekly_hours", "place", "source"]
    text = "\n".join(separator.join(line) for line in [header, *lines])
    content = text.encode(encoding, "replace")
    try:
        report = take(content, kind, accept_valid=accept_valid)
    except DomainError:
        return
    bad = {one.row for one in report.rejected}
    if accept_valid or not bad:
        assert report.rows == report.created + report.updated + report.unchanged + len(bad)
        again = take(content, kind, accept_valid=accept_valid)
        assert (again.created, again.updated) == (0, 0)


FAULTS = (
    "{n};12;A;B;;;;", "{n};;A;B;;;;", "{n};3102091234;A;B;;;;", "{n};9902091234;A;B;;;;", "{n};{c};;B;;;;", "{n};{c};A;;;;;",
    ";{c};A;B;;;;", "{n};{c};A;B", "{n};{c};A;B;;;;;x", "{n};{c};A\x00;B;;;;", "{n};{c};A\x1b;B;;;;", "{n};{c};A\ufffd;B;;;;",
    "{n};{c};\"A;B;;;;", "{n};{c};\"A\"x;B;;;;", "{n};{c};A;B;31.02.2009;;;", "{n};{c};A;B;2009-13-01;;;", "{n};{c};A;B;1.1.09;;;",
    "{n};{c};A;B;i dag;;;", "{n};{c};A;B;0001-01-01;;;", "{n};{c};A;B;2010-10-10;;;", "{n};{c};A;B;46015;;;", "{n};{c};A;B;;99;;",
    "{n};{c};A;B;;-1;;", "{n};{c};A;B;;1,5;;", "{n};{c};A;B;;ni;;", "{n};{c};A;B;;1e3;;", "{n};{c};A;B;;;måske;", "{n};{c};A;B;;;2;",
    "{n};{c};A;B;;;;mail", "{n};{c};A;B;;;;a@b", "{n};{c};A;B;;;;a b@c.dk", "{n};{c};=cmd;B;;;;=1+1", "X{n};{d};A;B;;;;",
    "SAME;{c};A;B;;;;", "{n};{c};{long};B;;;;", "{n};{c};A;{longer};;;;", "{n};{c};A;B;;;;\u202e", "{n};{c}x;A;B;;;;",
    "{n};{c};A;B;;;@ja;", "{n};{c};A;B;;\u0663;;",
)  # fmt: skip
"""One way each in which a row can be wrong; a right-to-left mark alone is an empty cell and no fault."""


def test_ten_thousand_faulty_rows_are_named_one_by_one_and_the_good_ones_come_in(take):
    lines = ["reference;cpr;given_name;family_name;born_on;grade;special_class;email"]
    good = 0
    for number in range(10_000):
        fault = FAULTS[number % len(FAULTS)]
        own = cpr.synthetic_cpr(dt.date(2009, 1, 1) + dt.timedelta(days=number % 300), number // 300)
        lines.append(fault.format(n=number, c=own, d=FREJA, long="x" * 151, longer="y" * 20_000))
        good += "\u202e" in fault
    report = take("\n".join(lines), accept_valid=True)
    bad = {one.row for one in report.rejected}
    assert report.rows == 10_000
    assert len(bad) == 10_000 - good - 2
    assert (report.created, YoungPerson.objects.count()) == (good + 2, good + 2)
    assert all(one.code and one.message for one in report.rejected)
    assert all(one.field for one in report.rejected if one.code not in {"ragged_row", "quotes_unbalanced"})


@pytest.mark.parametrize("reference", [FREJA, cpr.formatted(FREJA)])
@pytest.mark.parametrize(("column", "value"), [("cpr", FREJA), ("born_on", "2009-06-14")])
def test_a_cpr_number_is_no_reference_because_references_are_shown(take, reference, column, value):
    report = take(f"reference;{column};given_name;family_name\n{reference};{value};Freja;Østergaard\n")
    assert told(report) == [(2, "reference", "reference_is_cpr")]


def test_ten_digits_that_are_not_the_persons_number_are_a_reference(take):
    assert counts(take(f"{BASE}\n{YUSUF};{FREJA};Freja;Østergaard\n")) == (1, 1, 0, 0, 0)


def test_nothing_is_logged_before_the_last_row_so_that_nobody_waits_for_the_import(take, monkeypatch):
    """PostgreSQL lets one transaction at a time add to the log: whoever begins early stops every page until it ends."""
    rows = "\n".join(f"P{number};2009-01-01;Unge;Nr{number};280001;Fjordby Skole;{{0}}" for number in range(6))
    header = "reference;born_on;given_name;family_name;school;school_name;phone"
    monkeypatch.setattr("roedtraad.kernel.importing.ROWS_AT_ONCE", 2)
    order = []

    def noting(word, work):
        def noted(*given):
            order.append(word)
            work(*given)

        return noted

    intake = intake_young_people.YoungPeopleIntake
    monkeypatch.setattr(intake, "take", noting("rows", intake.take))
    monkeypatch.setattr(importing, "record_change", noting("log", record_change))
    take(f"{header}\n{rows.format(1)}\n")
    take(f"{header}\n{rows.format(2)}\n")
    assert order == ["rows", "rows", "rows", "log"] * 2
    assert LogEntry.objects.filter(act=intake_young_people.CHANGED).count() == 6
