# SPDX-License-Identifier: EUPL-1.2
"""Files of cases, and the promise of the documentation: its columns are the code's."""

import datetime as dt
import re
from pathlib import Path

import pytest

from roedtraad.audit.models import LogDetail, LogPerson
from roedtraad.cases.models import Case
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.importing import ImportFile, Request, importers
from roedtraad.organisation.models import Account
from tests.cast import make_person, use_profile

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[4] / "docs"
SYSTEM = system_actor(dt.date(2026, 11, 21), "test")
HEADER = "reference;young_person;unit;discipline;law;opened_on;closed_on;caseworker"


@pytest.fixture
def take(tmp_path):
    use_profile()
    make_person(reference="F")
    Account.objects.create(username="anne", name="Anne")

    def taken(*rows, header=HEADER, **options):
        path = tmp_path / "file.csv"
        path.write_text("\n".join([header, *rows]))
        return importers["cases"].run(SYSTEM, Request(ImportFile(path, "file.csv"), **options))

    return taken


def told(report):
    return [(one.row, one.field, one.code) for one in report.rejected]


def counts(report):
    return report.rows, report.created, report.updated, report.unchanged, len(report.rejected)


def test_a_case_arrives_changes_and_stays(take):
    row = "S1;F;family;Børn og familie;barnets_lov;01.02.2026;;anne"
    assert counts(take(row)) == (1, 1, 0, 0, 0)
    case = Case.objects.get()
    anne = Account.objects.get(username="anne")
    assert (case.unit.code, case.discipline, case.law) == ("family", "children_family", "barnets_lov")
    assert case.caseworker == anne
    assert counts(take(row)) == (1, 0, 0, 1, 0)
    assert counts(take("S1;30.09.2026", header="reference;closed_on")) == (1, 0, 1, 0, 0)
    case.refresh_from_db()
    assert (case.closed_on, case.caseworker) == (dt.date(2026, 9, 30), anne)
    changes = LogDetail.objects.get(entry__act="case_imported").values
    assert changes == {"reference": "S1", "changes": {"closed_on": [None, "2026-09-30"]}}
    acts = LogPerson.objects.filter(young_person_id=case.young_person_id).values_list("entry__act", flat=True)
    assert set(acts) == {"cases_imported", "case_imported"}


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ("S1;F;famly;social;SEL;2026-01-01;;", "unit", "unit_unknown"),
        ("S1;F;family;magic;SEL;2026-01-01;;", "discipline", "choice_unknown"),
        ("S1;F;family;social;XYZ;2026-01-01;;", "law", "law_unknown"),
        ("S1;F;family;social;SEL;;;", "opened_on", "required"),
        ("S1;F;family;social;SEL;2026-01-02;2026-01-01;", "closed_on", "ends_before_start"),
        ("S1;F;family;social;SEL;2026-01-01;;ann", "caseworker", "caseworker_unknown"),
        ("S1;G;family;social;SEL;2026-01-01;;", "young_person", "person_unknown"),
    ],
)
def test_a_bad_case_is_named(take, row, field, code):
    report = take(row)
    assert told(report) == [(2, field, code)]
    assert not Case.objects.exists()


def test_the_nearest_name_is_offered(take):
    report = take("S1;F;famly;social;SEL;2026-01-01;;")
    assert "family" in report.rejected[0].message


def test_good_cases_come_in_when_that_is_wanted(take):
    rows = ("S1;F;family;social;SEL;2026-01-01;;", "S2;F;nowhere;social;SEL;2026-01-01;;")
    assert counts(take(*rows)) == (2, 0, 0, 0, 1)
    assert counts(take(*rows, accept_valid=True)) == (2, 1, 0, 0, 1)


def test_the_example_can_be_imported():
    use_profile()
    for kind in ("young-people", "cases"):
        report = importers[kind].run(SYSTEM, Request(ImportFile(DOCS / "examples" / f"{kind}.csv", kind)))
        assert (report.created, report.rejected) == (report.rows, [])


@pytest.mark.parametrize("kind", ["young-people", "life-situations", "cases"])
def test_the_documented_columns_are_the_codes(kind):
    text = (DOCS / "import.md").read_text()
    section = text.split(f"\n## `{kind}`\n")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `([^`]+)` \| ([^|]+?) \| ([^|]*?) \|", section, re.MULTILINE)
    columns = importers[kind].columns
    needed = ["always" if one.required else "for new rows" if one.required_for_new else "" for one in columns]
    assert documented == [(one.name, one.danish, need) for one, need in zip(columns, needed, strict=True)]


def test_a_case_cannot_have_been_closed_tomorrow(take):
    """It would be open for the rules and closed for its caseworker, who could not see the signals about it."""
    row = "S1;F;authority;social;SEL;2026-01-02;{};anne"
    assert told(take(row.format("2026-11-22"))) == [(2, "closed_on", "closed_in_future")]
    assert told(take(row.format("2026-11-21"))) == []
