# SPDX-License-Identifier: EUPL-1.2
"""How a fact is spoken of in a sentence, in Danish and English."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .texts import Text


@dataclass(frozen=True, slots=True)
class FactWords:
    """The words for one fact.

    `subject` begins a sentence ("alderen"). `holds` and `holds_not` are whole clauses: for yes/no facts, and for
    a date that has a value or none; the Danish ones read
    well both alone and after "når", so they say "mangler" and "uden" rather than "ikke". For sets,
    `includes` and `excludes` are clauses with ``{codes}``; `about` is what an argument adds, with ``{value}``.
    `months` says that the number counts months and is read as years and months.
    """

    subject: Text
    months: bool = False
    holds: Text | None = None
    holds_not: Text | None = None
    includes: Text | None = None
    excludes: Text | None = None
    about: Mapping[str, Text] = field(default_factory=dict)


def _t(da: str, en: str) -> Text:
    return Text(da=da, en=en)


_CASE_OF = {"discipline": _t(" på {value}", " in {value}"), "law": _t(" efter {value}", " under {value}")}

FACT_WORDS: Mapping[str, FactWords] = {
    "age_months": FactWords(_t("alderen", "the age"), months=True),
    "status": FactWords(_t("status", "the status")),
    "status_since": FactWords(_t("status begyndte", "the status began")),
    "situation_kinds": FactWords(
        _t("det, den unge laver,", "what the young person does"),
        includes=_t("den unge er i gang med {codes}", "the young person is in {codes}"),
        excludes=_t("den unge er uden {codes}", "the young person is not in {codes}"),
    ),
    "in_education": FactWords(
        _t("uddannelse", "education"),
        holds=_t("den unge er i uddannelse", "the young person is in education"),
        holds_not=_t("den unge er uden for uddannelse", "the young person is not in education"),
    ),
    "on_benefit": FactWords(
        _t("ydelse", "benefit"),
        holds=_t("den unge får en ydelse", "the young person is on benefit"),
        holds_not=_t("den unge er uden ydelse", "the young person is not on benefit"),
    ),
    "benefit_since": FactWords(_t("ydelsen begyndte", "the benefit began")),
    "education_started_on": FactWords(_t("uddannelsen begyndte", "the education began")),
    "activity_ended_on": FactWords(
        _t("den seneste aktivitet sluttede", "the last activity ended"),
        holds=_t(
            "den seneste aktivitet er slut, og ingen ny er begyndt",
            "the last activity has ended and no new one has begun",
        ),
        holds_not=_t("den unge har en aktivitet", "the young person has an activity"),
    ),
    "special_class": FactWords(
        _t("specialklasse", "special class"),
        holds=_t("den unge går i specialklasse", "the young person is in a special class"),
        holds_not=_t("den unge går i almindelig klasse", "the young person is not in a special class"),
    ),
    "lasting_impairment": FactWords(
        _t("varig funktionsnedsættelse", "lasting impairment"),
        holds=_t("den unge har en varig funktionsnedsættelse", "the young person has a lasting impairment"),
        holds_not=_t("den unge er uden varig funktionsnedsættelse", "the young person has no lasting impairment"),
    ),
    "school_grade": FactWords(_t("klassetrinnet", "the grade")),
    "open_disciplines": FactWords(
        _t("åbne sager", "open cases"),
        includes=_t("der er en åben sag på {codes}", "there is an open case in {codes}"),
        excludes=_t("der er ingen åben sag på {codes}", "there is no open case in {codes}"),
    ),
    "open_discipline_count": FactWords(
        _t("antallet af fagområder med åben sag", "the number of disciplines with an open case")
    ),
    "open_case_count": FactWords(_t("antallet af åbne sager", "the number of open cases")),
    "oldest_open_case_on": FactWords(
        _t("den ældste åbne sag{about} begyndte", "the oldest open case{about} began"), about=_CASE_OF
    ),
    "open_case_laws": FactWords(
        _t("lovene i åbne sager", "the laws of open cases"),
        includes=_t("der er en åben sag efter {codes}", "there is an open case under {codes}"),
        excludes=_t("der er ingen åben sag efter {codes}", "there is no open case under {codes}"),
    ),
    "has_contact_person": FactWords(
        _t("kontaktperson", "contact person"),
        holds=_t("den unge har en kontaktperson", "the young person has a contact person"),
        holds_not=_t("den unge er uden kontaktperson", "the young person has no contact person"),
    ),
    "last_contact_on": FactWords(_t("seneste kontakt var", "the last contact was")),
    "contacted_since_activity_ended": FactWords(
        _t("kontakt siden", "contact since"),
        holds=_t(
            "der har været kontakt, siden aktiviteten sluttede", "there has been contact since the activity ended"
        ),
        holds_not=_t(
            "der mangler kontakt, efter at aktiviteten sluttede",
            "there has been no contact since the activity ended",
        ),
    ),
    "has_realistic_plan": FactWords(
        _t("realistisk uddannelsesplan", "realistic education plan"),
        holds=_t("der er en realistisk uddannelsesplan", "there is a realistic education plan"),
        holds_not=_t("der mangler en realistisk uddannelsesplan", "there is no realistic education plan"),
    ),
    "plan_revision_due_on": FactWords(_t("planen skulle ses efter", "the plan was to be reviewed")),
    "support_plan_ready": FactWords(
        _t("støtte efter 18 år", "support after 18"),
        holds=_t("støtten efter 18 år står i planen", "support after 18 is in the plan"),
        holds_not=_t("støtten efter 18 år mangler i planen", "support after 18 is not in the plan"),
    ),
    "handover_pending_since": FactWords(
        _t("overleveringen blev sendt", "the handover was sent"),
        holds=_t("en overlevering venter på at blive taget imod", "a handover waits to be accepted"),
        holds_not=_t("ingen overlevering venter", "no handover is pending"),
    ),
}

CODE_WORDS: Mapping[str, Text] = {
    "social": _t("socialområdet", "social services"),
    "children_family": _t("børn og familie", "children and families"),
    "employment": _t("beskæftigelse", "employment"),
    "guidance": _t("vejledning", "guidance"),
    "ppr": _t("PPR", "PPR"),
    "ssp": _t("SSP", "SSP"),
    "substance_misuse": _t("misbrug", "substance misuse"),
    "disability": _t("psykiatri og handicap", "psychiatry and handicap"),
    "health": _t("sundhed", "health"),
    "benefits": _t("ydelse", "benefits"),
    "integration": _t("integration", "integration"),
    "school": _t("skole", "school"),
    "grade_10": _t("10. klasse", "grade 10"),
    "youth_education": _t("ungdomsuddannelse", "youth education"),
    "fgu": _t("FGU", "FGU"),
    "stu": _t("STU", "STU"),
    "work": _t("arbejde", "work"),
    "spare_time_job": _t("fritidsjob", "a spare-time job"),
    "benefit": _t("ydelse", "benefit"),
    "measure": _t("tilbud", "a measure"),
    "placement": _t("praktik", "a placement"),
    "unknown": _t("ukendt", "unknown"),
    "SEL": _t("serviceloven", "the Service Act"),
    "barnets_lov": _t("barnets lov", "Barnets lov"),
    "LAB": _t("beskæftigelsesloven", "the Employment Act"),
    "LAS": _t("aktivloven", "the Active Social Policy Act"),
    "STU": _t("STU-loven", "the STU act"),
}
