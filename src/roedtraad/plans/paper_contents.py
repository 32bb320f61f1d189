# SPDX-License-Identifier: EUPL-1.2
"""What stands in the documents of a plan: the whole plan, and each law's own with that law's parts and nothing else."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.template.defaultfilters import capfirst
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.cases.models import ContactPerson
from roedtraad.kernel.actor import Actor
from roedtraad.organisation.queries import profile_on
from roedtraad.plans.law_facts import Signature, coordinating, goals_in_force, signatures_of, texts_read
from roedtraad.plans.law_rules import AFTER_18, EDUCATION_OR_WORK
from roedtraad.plans.models import Goal, Plan, PlanText
from roedtraad.plans.network import network_map
from roedtraad.plans.paper import Block, Heading, Paper, facts, paragraphs, table
from roedtraad.plans.progression import charts
from roedtraad.plans.queries import AREAS, PlanPage, StepRow, goal_row, plan_page

TAGS: Final = {"da": "da-DK", "en": "en-GB"}
"""The languages that a document can be made in, with the tag that the file carries."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is made from, as far as its reader may read it."""

    actor: Actor
    plan: Plan
    page: PlanPage
    goals: tuple[Goal, ...]
    texts: tuple[PlanText, ...]
    contact_person: ContactPerson | None
    signatures: tuple[Signature, ...]


Section = Callable[[Source], Sequence[Block]]


def source_of(actor: Actor, plan: Plan) -> Source:
    """Read everything once; whoever asks has asked whether the actor may see the plan."""
    person_id = plan.young_person_id
    page = plan_page(actor, person_id)
    assert page is not None
    return Source(
        actor=actor, plan=plan, page=page, goals=tuple(goals_in_force(person_id)),
        texts=texts_read(actor, person_id).rows, contact_person=coordinating(person_id, actor.on),
        signatures=signatures_of(plan),
    )  # fmt: skip


def plan_paper(source: Source, name: str) -> Paper:
    """The whole plan. Hypotheses and trial actions are how the staff work with it, and stay in the program."""
    return _paper(source, _("Plan for %(name)s") % {"name": name}, "", WHOLE)


def law_paper(source: Source, name: str, code: str, title: str) -> Paper:
    """One law's plan: the parts that this law's view names, and no others."""
    whole_title = _("%(plan)s for %(name)s") % {"plan": title, "name": name}
    return _paper(source, whole_title, title, LAW_SECTIONS[code])


def _paper(source: Source, title: str, kind: str, sections: Iterable[Section]) -> Paper:
    municipality = profile_on(source.actor.on).municipality.name
    return Paper(
        title=title, language=TAGS.get(get_language() or "da", TAGS["da"]), author=municipality,
        head=" · ".join(part for part in (municipality, kind or _("Plan")) if part),
        foot=_("Made %(day)s") % {"day": _day(source.actor.on)}, page_word=_("Page"),
        blocks=tuple(block for section in sections for block in section(source)),
    )  # fmt: skip


def _under(heading: str, blocks: Sequence[Block]) -> list[Block]:
    """A section, when it has something to say."""
    return [Heading(heading), *blocks] if blocks else []


def _day(on: dt.date | None) -> str:
    return date_format(on, "SHORT_DATE_FORMAT") if on else ""


def the_goal(source: Source) -> Sequence[Block]:
    """The goal in its own words, and whose they are."""
    goal = source.page.goal
    if goal is None:
        return _under(_("The goal"), paragraphs(_("There is no goal yet.")))
    said = _("These are the young person's own words.") if goal.by_young_person else ""
    return _under(_("The goal"), [*paragraphs(goal.words, is_quoted=True), *paragraphs(said)])


def other_goals(source: Source, areas: frozenset[str] | None = None) -> Sequence[Block]:
    """The long and short goals on the way; only those of some areas when they are given."""
    goals = [one for one in source.goals if one.term != "main" and (areas is None or one.area in areas)]
    rows = [(row.words, row.term_title, row.area_title, _day(row.set_on)) for row in map(goal_row, goals)]
    return _under(
        _("Goals on the way"), table(_("Goals on the way"), [_("Goal"), _("Kind"), _("Area"), _("From")], rows)
    )


def direction(source: Source) -> Sequence[Block]:
    """Which areas the goals are about, as far as they are education and work."""
    areas = [str(AREAS[one.area]) for one in source.goals if one.area in EDUCATION_OR_WORK]
    return facts((_("Direction"), ", ".join(dict.fromkeys(areas))))


def steps(source: Source) -> Sequence[Block]:
    """Every step of the line that the reader may read."""
    head = [_("Step"), _("Area"), _("Department"), _("Who does it"), _("From"), _("At the latest"), _("State")]
    rows = [
        (one.title, one.area_title, one.department, one.who, _day(one.starts_on), _day(one.due_on), one.state_title)
        for one in source.page.line
    ]
    hidden = _("Steps of departments that you may not read are not shown.") if source.page.hidden_steps else ""
    return _under(_("Steps towards the goal"), [*table(_("Steps towards the goal"), head, rows), *paragraphs(hidden)])


def steps_to_education_or_work(source: Source) -> Sequence[Block]:
    """The steps towards education or work, and of each no more than what, when and how far."""
    chosen: list[StepRow] = [one for one in source.page.line if one.area in EDUCATION_OR_WORK]
    head = [_("Step"), _("Area"), _("From"), _("At the latest"), _("State")]
    rows = [(one.title, one.area_title, _day(one.starts_on), _day(one.due_on), one.state_title) for one in chosen]
    title = _("Steps towards education or work")
    return _under(title, table(title, head, rows))


def agreements(source: Source) -> Sequence[Block]:
    """Who has promised what, decided by whom, paid by whom, by when; undecided ones say so."""
    undecided = _("not decided")
    rows = [
        (one.what, one.who, one.decided or undecided, one.paid or undecided, _day(one.due_on), one.state_title)
        for one in source.page.agreements
    ]
    head = [_("Agreement"), _("Who does it"), _("Decided by"), _("Paid by"), _("At the latest"), _("State")]
    return _under(_("Agreements"), table(_("Agreements"), head, rows))


def texts(source: Source, codes: Sequence[str] | None = None) -> Sequence[Block]:
    """What has been written about what laws ask for; all of it, or the named parts in their order."""
    written = {one.code: one for one in source.texts}
    wanted = codes if codes is not None else tuple(written)
    return [block for code in wanted if code in written for block in _text(written[code])]


def _text(one: PlanText) -> list[Block]:
    return _under(str(capfirst(one.get_code_display())), paragraphs(one.text))


def contact_person(source: Source) -> Sequence[Block]:
    """Whom to call."""
    found = source.contact_person
    if found is None:
        return []
    who = found.account
    told = facts((_("Name"), who.name), (_("Phone"), who.phone), (_("E-mail"), who.email))
    return _under(_("Contact person"), told)


def next_up(source: Source) -> Sequence[Block]:
    """What happens next, and who does it."""
    rows = [(one.what, one.who, _day(one.due_on)) for one in source.page.next_up]
    title = _("What happens next")
    return _under(title, table(title, [_("What"), _("Who does it"), _("At the latest")], rows))


def network(source: Source) -> Sequence[Block]:
    """The people around the young person, the closest first."""
    rows = [(one.name, one.relation, one.ring_title, one.tone_title) for one in network_map(source.plan)]
    title = _("People around me")
    return _under(title, table(title, [_("Name"), _("Who it is"), _("How close"), _("What it is like")], rows))


def progression(source: Source) -> Sequence[Block]:
    """Every scale's scores, the young person's own beside the worker's."""
    rows = [
        (chart.title, _day(row.measured_on), _score(row.young), _score(row.worker))
        for chart in charts(source.actor, source.page.person_id)
        for row in chart.rows
    ]
    title = _("How it goes")
    return _under(title, table(title, [_("Scale"), _("Day"), _("My own score"), _("The worker's score")], rows))


def _score(score: int | None) -> str:
    return "" if score is None else str(score)


def revision(source: Source) -> Sequence[Block]:
    """When the plan was begun and is gone through."""
    page = source.page
    return facts(
        (_("Begun"), _day(page.started_on)),
        (_("Last revised"), _day(page.revised_on)),
        (_("To be revised"), _day(page.next_revision_on)),
    )


def signatures(source: Source) -> Sequence[Block]:
    """Who has signed what is agreed now; earlier signatures are kept in the program."""
    rows = [
        (one.row.get_signer_display(), one.row.name, _day(one.row.signed_at.date()), one.row.get_how_display())
        for one in source.signatures
        if one.is_current
    ]
    title = _("Signatures")
    return _under(title, table(title, [_("Who"), _("Name"), _("Day"), _("How")], rows))


_AFTER_18: Final = (*AFTER_18, "after_18_support")
_AT_END_OF_SCHOOL: Final = ("wish", "guardian_remarks", "grade_10_gain", "duty_kept")
WHOLE: Final[Sequence[Section]] = (
    revision, the_goal, other_goals, contact_person, next_up, steps, agreements, texts, network, progression, signatures,
)  # fmt: skip
LAW_SECTIONS: Final[dict[str, Sequence[Section]]] = {
    "education_plan": (
        revision, the_goal, other_goals, partial(texts, codes=_AT_END_OF_SCHOOL), steps, contact_person, signatures,
    ),
    "fgu_extract": (
        the_goal, direction, partial(other_goals, areas=EDUCATION_OR_WORK), partial(texts, codes=("duration", "assessment")),
        steps_to_education_or_work, contact_person,
    ),
    "youth_plan": (
        revision, the_goal, other_goals, steps, agreements, partial(texts, codes=_AFTER_18), contact_person, signatures,
    ),
    "holistic_plan": (
        revision, the_goal, other_goals, steps, agreements, partial(texts, codes=_AFTER_18), contact_person, signatures,
    ),
    "employment_plan": (
        the_goal, partial(other_goals, areas=EDUCATION_OR_WORK), steps_to_education_or_work, contact_person,
    ),
}  # fmt: skip
"""The parts of each law's plan. What an extract does not name never reaches it (DOMAIN §1.2: only what is needed)."""
