# SPDX-License-Identifier: EUPL-1.2
"""Documents of a plan: tagged, titled, in their language, and with nothing that the reader or the law's extract has no use for."""

import datetime as dt
import io
import itertools
import json
import re
from dataclasses import asdict
from typing import Any, get_args

import docx
import pytest
from docx.oxml.ns import qn

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.organisation.profile.casework import PlanViewKind
from roedtraad.plans import actions, method_actions, paper, step_actions
from roedtraad.plans.actions import GoalDetails
from roedtraad.plans.documents import Made, Wanted, file_stem, law_file, plan_file
from roedtraad.plans.law_views import law_title, one_law_view
from roedtraad.plans.method_actions import NetworkDetails, Scores
from roedtraad.plans.models import GoalTerm, Plan, PlanTextCode, SignedHow, Signer
from roedtraad.plans.paper_contents import LAW_SECTIONS, law_paper, plan_paper, source_of
from roedtraad.plans.step_actions import AgreementDetails, Doer, StepDetails
from roedtraad.plans.tests.conftest import other_unit
from roedtraad.plans.tests.pdf_text import pdf_text
from roedtraad.plans.version_actions import Signature, sign_plan
from tests.cast import Cast

pytestmark = pytest.mark.django_db
YOUNG = Doer(by_young_person=True)
ALL_LAWS = get_args(PlanViewKind)
FOR_FGU = {
    "goal": "Jeg vil være tømrer", "direction": "Ordlæreplads", "duration": "Ordvarighed", "assessment": "Ordmålgruppe",
    "work step": "Ordpraktik", "education step": "Ordgrundforløb",
}  # fmt: skip
"""What the extract for FGU is there to tell."""
NOT_FOR_FGU = {
    "health step": "Ordbehandling", "home step": "Ordbolig", "who does it": "Ordtredjemand", "agreement": "Ordaftale",
    "wish": "Ordønske", "guardian": "Ordforælder", "after 18": "Ordatten", "network": "Ordfaster",
    "hypothesis": "Ordhypotese", "trial": "Ordprøve", "comment": "Ordkommentar", "signature": "Ordunderskrift",
    "everyday goal": "Ordmorgen", "dropped": "Ordfortrudt",
}  # fmt: skip
"""Planted words for everything else that stands in a plan."""
HIDDEN = ("Ordfremmedskridt", "Ordfremmedtekst", "Ordfremmedaftale")
"""What a department that shares nothing with the reader has written."""


@pytest.fixture
def planted(plan: Plan, worker: Actor, cast: Cast) -> Plan:
    """A plan with a word of its own in every place."""
    person_id, said, kept = cast.young_person.pk, FOR_FGU, NOT_FOR_FGU
    for words, term, area in (
        (said["direction"], GoalTerm.LONG, "work"),
        (kept["everyday goal"], GoalTerm.SHORT, "everyday"),
    ):
        actions.set_goal(worker, person_id=person_id, goal=GoalDetails(words, term, area))
    for title, area in (
        (said["work step"], "work"), (said["education step"], "education"), (kept["health step"], "treatment"),
        (kept["home step"], "housing"),
    ):  # fmt: skip
        doer = Doer(outside_party=kept["who does it"])
        step_actions.add_step(worker, person_id=person_id, step=StepDetails(title, area, doer))
    for code, text in (
        (PlanTextCode.DURATION, said["duration"]), (PlanTextCode.ASSESSMENT, said["assessment"]),
        (PlanTextCode.WISH, kept["wish"]), (PlanTextCode.GUARDIAN_REMARKS, kept["guardian"]),
        (PlanTextCode.AFTER_18_HOUSING, kept["after 18"]),
    ):  # fmt: skip
        actions.write_text(worker, person_id=person_id, code=code, text=text)
    step_actions.add_agreement(worker, person_id=person_id, agreement=AgreementDetails(kept["agreement"], YOUNG))
    method_actions.add_network_person(worker, person_id=person_id, details=NetworkDetails(kept["network"], "faster", 1))
    tried = method_actions.make_hypothesis(worker, person_id=person_id, text=kept["hypothesis"], area="work", unit=None)
    method_actions.start_trial(
        worker, person_id=person_id, hypothesis_id=tried.pk, did=kept["trial"], expected=kept["trial"]
    )
    method_actions.measure_progression(worker, person_id=person_id, scores=[Scores("everyday", 2, 3, kept["comment"])])
    plan.steps.create(
        title=kept["dropped"], area="work", state="dropped", ended_on=clock.today(), dropped_because="x",
        by_young_person=True,
    )  # fmt: skip
    unit = other_unit()
    plan.steps.create(title=HIDDEN[0], area="work", unit=unit, by_young_person=True)
    plan.texts.create(code=PlanTextCode.DUTY_KEPT, text=HIDDEN[1], unit=unit, written_at=clock.now())
    plan.agreements.create(what=HIDDEN[2], unit=unit, made_on=clock.today(), by_young_person=True)
    sign_plan(worker, person_id=person_id, signature=Signature(Signer.YOUNG_PERSON, kept["signature"], SignedHow.PAPER))
    plan.refresh_from_db()
    return plan


def word_text(made: Made) -> str:
    """Everything in a Word file, properties and margins included."""
    document = docx.Document(io.BytesIO(made.content))
    parts = [part.blob.decode(errors="replace") for part in document.part.package.iter_parts()]
    return " ".join((*parts, *(paragraph.text for paragraph in document.paragraphs)))


def letters(text: str) -> str:
    return text.replace(" ", "")


@pytest.mark.parametrize("extension", ["pdf", "docx"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_whole_plan_holds_the_goal_and_nothing_that_the_reader_may_not_read(
    planted: Plan, worker: Actor, cast: Cast, language: str, extension: str
) -> None:
    made = plan_file(worker, cast.young_person.pk, Wanted(language, extension))
    text = pdf_text(made.content) if extension == "pdf" else letters(word_text(made))
    for word in (*FOR_FGU.values(), NOT_FOR_FGU["health step"], NOT_FOR_FGU["agreement"], NOT_FOR_FGU["network"]):
        assert letters(word) in text, word
    assert [word for word in HIDDEN if word in text] == []


def test_whoever_may_read_the_other_department_gets_its_parts_as_well(planted: Plan, alma: Actor, cast: Cast) -> None:
    text = pdf_text(plan_file(alma, cast.young_person.pk, Wanted("da", "pdf")).content)
    assert [word for word in HIDDEN if word not in text] == []


@pytest.mark.parametrize("extension", ["pdf", "docx"])
def test_the_extract_for_fgu_holds_only_what_is_relevant_and_necessary(
    planted: Plan, worker: Actor, cast: Cast, extension: str
) -> None:
    made = law_file(worker, cast.young_person.pk, "fgu_extract", Wanted("da", extension))
    text = pdf_text(made.content) if extension == "pdf" else letters(word_text(made))
    assert [what for what, word in FOR_FGU.items() if letters(word) not in text] == []
    assert letters("Kirsten Kontakt") in text
    assert [what for what, word in NOT_FOR_FGU.items() if word in text] == []
    assert [word for word in HIDDEN if word in text] == []


def test_control_the_planted_words_are_found_in_the_whole_plan(planted: Plan, worker: Actor, cast: Cast) -> None:
    """Only what is the staff's way of working, or is given up, is in no document."""
    text = letters(word_text(plan_file(worker, cast.young_person.pk, Wanted("da", "docx"))))
    absent = {what for what, word in NOT_FOR_FGU.items() if word not in text}
    assert absent == {"hypothesis", "trial", "comment", "dropped"}


@pytest.mark.parametrize("code", ALL_LAWS)
def test_what_reaches_a_file_is_what_the_paper_says(planted: Plan, worker: Actor, cast: Cast, code: str) -> None:
    """The same for every law's plan: nothing hidden is handed to the program that makes the PDF."""
    source = source_of(worker, planted)
    told = json.dumps(asdict(law_paper(source, "Alma", code, law_title(code, clock.today()))), ensure_ascii=False)
    assert "tømrer" in told
    assert [word for word in HIDDEN if word in told] == []
    assert set(LAW_SECTIONS) == set(ALL_LAWS)


@pytest.mark.parametrize(("language", "tag"), [("da", b"da-DK"), ("en", b"en-GB")])
def test_a_pdf_is_tagged_titled_in_its_language_and_says_that_it_is_accessible(
    planted: Plan, worker: Actor, cast: Cast, language: str, tag: bytes
) -> None:
    made = plan_file(worker, cast.young_person.pk, Wanted(language, "pdf"))
    assert made.content.startswith(b"%PDF-1.7")
    for sign in (
        b"/StructTreeRoot",
        b"/Marked true",
        b"/DisplayDocTitle true",
        b"pdfuaid:part",
        b"/Lang(" + tag + b")",
    ):
        assert sign in made.content, sign
    title = "Plan for Alma Æblegren Nørgaard".encode("utf-16-be").hex().upper().encode()
    assert b"/Title<FEFF" + title in made.content
    assert b"/S/TH" in made.content.replace(b" ", b"")


def test_headings_of_a_pdf_are_in_order(planted: Plan, worker: Actor, cast: Cast) -> None:
    found = plan_file(worker, cast.young_person.pk, Wanted("da", "pdf")).content
    levels = [int(one) for one in re.findall(rb"/S ?/H([1-6])", found)]
    assert in_order(levels)
    assert len(levels) > 5


def in_order(levels: list[int]) -> bool:
    """One heading of level 1, first; no level is left out on the way down."""
    deepening = all(after <= before + 1 for before, after in itertools.pairwise(levels))
    return levels[:1] == [1] and levels.count(1) == 1 and deepening


@pytest.mark.parametrize(("language", "tag"), [("da", "da-DK"), ("en", "en-GB")])
def test_a_word_file_has_its_title_its_language_and_its_headings_in_order(
    planted: Plan, worker: Actor, cast: Cast, language: str, tag: str
) -> None:
    made = plan_file(worker, cast.young_person.pk, Wanted(language, "docx"))
    document = docx.Document(io.BytesIO(made.content))
    told = document.core_properties
    assert (told.title, told.language, told.author) == ("Plan for Alma Æblegren Nørgaard", tag, "Fjordby")
    styles = [str(paragraph.style.name) for paragraph in document.paragraphs if paragraph.style]
    levels = [int(name.removeprefix("Heading ")) for name in styles if name.startswith("Heading ")]
    assert in_order(levels)
    assert len(levels) > 5
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {tag}


def test_tables_of_a_word_file_have_a_heading_row_and_say_what_they_show(
    planted: Plan, worker: Actor, cast: Cast
) -> None:
    made = plan_file(worker, cast.young_person.pk, Wanted("en", "docx"))
    tables = docx.Document(io.BytesIO(made.content)).tables
    assert len(tables) > 3
    for table in tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_the_words_are_in_the_language_that_was_asked_for(planted: Plan, worker: Actor, cast: Cast) -> None:
    english = pdf_text(plan_file(worker, cast.young_person.pk, Wanted("en", "pdf")).content)
    assert "Stepstowardsthegoal" in english
    extract = word_text(law_file(worker, cast.young_person.pk, "fgu_extract", Wanted("da", "docx")))
    assert "Uddrag til FGU for Alma" in extract


def test_a_files_name_says_what_it_is_whose_and_when_and_holds_neither_name_nor_number(
    planted: Plan, worker: Actor, cast: Cast
) -> None:
    person = cast.young_person
    initials = "".join(word[0] for word in person.name.split())
    names = [
        plan_file(worker, person.pk, Wanted("da", "pdf")).name,
        law_file(worker, person.pk, "fgu_extract", Wanted("da", "pdf")).name,
        law_file(worker, person.pk, "youth_plan", Wanted("da", "docx")).name,
    ]
    assert names[:2] == [f"plan-{initials}-{worker.on}.pdf", f"uddrag-til-fgu-{initials}-{worker.on}.pdf"]
    assert len(set(names)) == len(names)
    for name in names:
        assert not any(word in name for word in person.name.split())
        assert re.fullmatch(r"[a-zæøå0-9-]+-[A-ZÆØÅ]+-\d{4}-\d\d-\d\d\.(pdf|docx)", name)


def test_a_number_in_a_name_is_not_in_the_files_name() -> None:
    assert file_stem("Uddrag til FGU", "Alma 610190-1234", dt.date(2026, 11, 21)) == "uddrag-til-fgu-A-2026-11-21"


def test_a_number_that_may_be_a_cpr_number_is_hidden_and_no_text_is_markup(
    plan: Plan, worker: Actor, cast: Cast
) -> None:
    person_id = cast.young_person.pk
    text = f"Ring om {cast.cpr_number[:6]}-{cast.cpr_number[6:]}\x0b #panic() *fed* <w:p>"
    actions.write_text(worker, person_id=person_id, code=PlanTextCode.WISH, text=text)
    source = source_of(worker, plan)
    told = str(asdict(plan_paper(source, "Alma")))
    assert "#panic() *fed* <w:p>" in told
    for extension in ("pdf", "docx"):
        made = plan_file(worker, person_id, Wanted("da", extension))
        found = pdf_text(made.content) if extension == "pdf" else word_text(made)
        assert cast.cpr_number[6:] not in found
        assert "panic" in found


def test_a_holistic_plan_is_no_document_without_a_consent(planted: Plan, worker: Actor, cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        law_file(worker, cast.young_person.pk, "holistic_plan", Wanted())
    assert refused.value.code == "law_view_without_consent"


def test_control_without_the_refusal_the_document_would_be_made(
    planted: Plan, worker: Actor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = one_law_view(worker, cast.young_person.pk, "youth_plan")
    monkeypatch.setattr("roedtraad.plans.documents.one_law_view", lambda *_args: found)
    assert law_file(worker, cast.young_person.pk, "holistic_plan", Wanted()).content


def test_there_is_no_document_of_no_plan_nor_for_those_who_may_not_see_it(
    worker: Actor, cast: Cast, plan: Plan
) -> None:
    def missing(key: str, person_id: int) -> None:
        with pytest.raises(NotVisible):
            plan_file(cast.actor(key), person_id, Wanted())

    missing("caseworker", cast.protected_person.pk)
    for key in ("other_caseworker", "school_representative", "consultant", "data_protection_officer"):
        missing(key, cast.young_person.pk)


def test_an_empty_column_is_left_out_and_an_empty_table_is_no_table() -> None:
    made: Any = paper.table("x", ["A", "B"], [["1", ""], ["2", ""]])
    assert (made[0].head, made[0].rows) == (("A",), (("1",), ("2",)))
    assert paper.table("x", ["A"], []) == []
    assert paper.facts(("A", " ")) == []
