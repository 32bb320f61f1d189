# SPDX-License-Identifier: EUPL-1.2
"""The agreements of an item as they stand on the screen of the meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy

from roedtraad.meetings.actions.sitting_lines import said
from roedtraad.meetings.forms.sitting import LineChoices, LineForm, line_initial
from roedtraad.meetings.models import AgendaItem, AgreementLine, DecisionState
from roedtraad.meetings.rules import sitting as rules
from roedtraad.meetings.rules.sitting import Gap

YOUNG, HERE, FREE = gettext_lazy("the young person"), gettext_lazy("this meeting"), gettext_lazy("costs nothing")
GAPS: Final = {
    Gap.WHAT: gettext_lazy("what"),
    Gap.DOER: gettext_lazy("who"),
    Gap.DUE: gettext_lazy("by when"),
    Gap.DECIDER: gettext_lazy("decided by"),
    Gap.PAYER: gettext_lazy("paid by"),
}


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line with its form, what it lacks, and whether somebody else must say yes to it."""

    line: AgreementLine
    form: LineForm
    gaps: tuple[Gap, ...]
    must_be_asked: bool
    is_asked: bool
    written_by: str

    @property
    def pk(self) -> int:
        return self.line.pk

    @property
    def who(self) -> str:
        """Who does it, in words; empty while nobody does."""
        line = self.line
        if line.by_young_person:
            return str(YOUNG)
        return line.responsible.name if line.responsible else line.outside_party

    @property
    def decided(self) -> str:
        """Who decided it, in words; empty while nobody has."""
        line = self.line
        if line.decided_by_young_person or line.decided_here:
            return str(YOUNG if line.decided_by_young_person else HERE)
        unit = line.decided_unit.local_name if line.decided_unit else ""
        return line.decided_by.name if line.decided_by else unit

    @property
    def paid(self) -> str:
        """Who pays, in words; empty while nobody does."""
        if self.line.costs_nothing:
            return str(FREE)
        return self.line.paid_by.local_name if self.line.paid_by else ""

    @property
    def missing(self) -> list[str]:
        """What is missing, as words."""
        return [str(GAPS[gap]) for gap in self.gaps]

    @property
    def is_undecided(self) -> bool:
        return bool({Gap.DECIDER, Gap.PAYER} & set(self.gaps))

    @property
    def is_unfinished(self) -> bool:
        return bool(rules.UNFINISHED & set(self.gaps))

    @property
    def can_ask(self) -> bool:
        """Whether the one who may decide can be asked: nobody has decided it, or the meeting may not."""
        return not self.is_asked and not self.is_unfinished and (Gap.DECIDER in self.gaps or self.must_be_asked)


def line_row(line: AgreementLine, choices: LineChoices, *, may_grant: bool, form: LineForm | None = None) -> LineRow:
    """One line; `form` when it was sent and has to be looked at again."""
    words = said(line)
    asked = any(one.state == DecisionState.OPEN for one in line.decisions.all()) if line.pk else False
    return LineRow(
        line=line, form=form or LineForm(choices=choices, key=line.key, initial=line_initial(line, choices)),
        gaps=rules.gaps(words), must_be_asked=rules.must_be_asked(words, may_grant=may_grant), is_asked=asked,
        written_by=line.written_by.name if line.written_by else "",
    )  # fmt: skip


def lines_of(item: AgendaItem) -> list[AgreementLine]:
    """Every line of an item, removed ones as well, in order."""
    related = ("responsible", "decided_by", "decided_unit", "paid_by", "written_by", "unit")
    return list(item.lines.select_related(*related).prefetch_related("decisions"))


def standing(lines: Iterable[AgreementLine]) -> list[AgreementLine]:
    """The lines that have not been removed."""
    return [line for line in lines if not line.is_removed]
