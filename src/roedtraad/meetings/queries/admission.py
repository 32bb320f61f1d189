# SPDX-License-Identifier: EUPL-1.2
"""Whether a forum takes a case, in words that say which condition is not met and what would help."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from roedtraad.cases.words import discipline_title
from roedtraad.consent.policies import own_codes
from roedtraad.detection.models import Signal
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.remembering import remembered
from roedtraad.meetings.queries.board import facts_about, live
from roedtraad.meetings.queries.calendar import forums_on, sits_in
from roedtraad.meetings.rules.admission import CaseFacts, Reason, Unmet, Verdict, alternatives, verdict
from roedtraad.organisation.profile import Forum
from roedtraad.organisation.queries import profile_on


@dataclass(frozen=True, slots=True)
class Explained:
    """A verdict in words: why not, and where the case can be taken instead; or what people must judge."""

    verdict: Verdict
    forum: Forum
    reasons: tuple[str, ...] = ()
    instead: tuple[Forum, ...] = ()
    help: str = ""
    condition: str = ""

    @property
    def allowed(self) -> bool:
        return self.verdict.allowed

    @property
    def text(self) -> str:
        """The reasons and what would help, as one refusal."""
        return " ".join((*self.reasons, self.help)).strip()


def case_forums(actor: Actor) -> list[Forum]:
    """The forums of the day that meet about single young people."""
    return [one for one in forums_on(actor.on) if not one.without_cases]


def forum_named(actor: Actor, code: str) -> Forum:
    """A forum of the day. Raises NotVisible for one that the profile does not have."""
    found = profile_on(actor.on).forum(code, actor.on)
    if found is None:
        raise NotVisible
    return found


@remembered
def facts_of(actor: Actor, person_id: int) -> CaseFacts:
    """What admission asks of one person: the same facts as when agendas are composed, and the rules that hold now."""
    first = frozenset(code for forum in case_forums(actor) for code in forum.admission.after)
    facts = facts_about([person_id], first, actor.on).get(person_id)
    if facts is None:
        raise NotVisible
    rules = Signal.objects.filter(live(actor.on), young_person_id=person_id).order_by().values_list("rule", flat=True)
    return replace(facts, rules=frozenset(rules))


def facts_for(actor: Actor, person_id: int, forum: Forum) -> CaseFacts:
    """The same, and whether the actor has a seat in a forum that is a closed circle."""
    facts = facts_of(actor, person_id)
    return replace(facts, in_circle=sits_in(actor.account_id, forum.id, actor.on)) if forum.closed_circle else facts


def explained(actor: Actor, person_id: int, forum: Forum) -> Explained:
    """The verdict on one case and its explanation, in the reader's language.

    In which other departments there are cases is not named: only how many disciplines there are, as a signal tells it.
    """
    facts = facts_for(actor, person_id, forum)
    found = verdict(forum, facts)
    if found.allowed:
        condition = forum.admission.condition
        return Explained(found, forum, condition=condition.get(_language()) if condition and found.is_judged else "")
    elsewhere = tuple(alternatives((one for one in case_forums(actor) if not one.closed_circle), facts, forum.id))
    reasons = tuple(_words(actor, forum, facts, reason) for reason in found.reasons)
    return Explained(found, forum, reasons, elsewhere[:1], _instead(elsewhere))


def _language() -> str:
    return get_language() or "da"


def _instead(forums: Sequence[Forum]) -> str:
    if not forums:
        return ""
    title = forums[0].title.get(_language())
    if forums[0].is_called:
        return _("You can call this meeting instead: %(forum)s.") % {"forum": title}
    return _("You can bring it here instead: %(forum)s.") % {"forum": title}


def _words(actor: Actor, forum: Forum, facts: CaseFacts, reason: Reason) -> str:
    title = forum.title.get(_language())
    match reason.unmet:
        case Unmet.WITHOUT_CASES:
            return _("%(forum)s never meets about one young person.") % {"forum": title}
        case Unmet.CLOSED_CIRCLE:
            return _("Only those who sit in %(forum)s bring cases there.") % {"forum": title}
        case Unmet.AGE:
            return _age(forum, title)
        case Unmet.DISCIPLINES:
            return _disciplines(actor, forum, facts, title)
        case Unmet.NOT_TRIED:
            return _("%(first)s comes first, and has not been tried.") % {"first": _title(actor, reason.forum)}
        case Unmet.SOLVED:
            return _("There is no open case, so nothing is left to solve here.")
        case Unmet.ONLY_BY_RULE:
            return _("%(forum)s takes only those whom one of its rules has found: %(rules)s.") % {
                "forum": title, "rules": ", ".join(_rule_titles(actor, forum)),
            }  # fmt: skip


def _title(actor: Actor, code: str) -> str:
    forum = profile_on(actor.on).forum(code, actor.on)
    return forum.title.get(_language()) if forum else code


def _rule_titles(actor: Actor, forum: Forum) -> list[str]:
    rules = profile_on(actor.on).active_rules(actor.on)
    return [one.title.get(_language()) for one in rules if one.id in forum.admission.rules]


def _age(forum: Forum, title: str) -> str:
    ages = forum.ages
    if ages is None or ages.from_age is None or ages.to_age is None:
        return _("%(forum)s is for young people of another age.") % {"forum": title}
    return _("%(forum)s is for young people from %(first)s to %(last)s years.") % {
        "forum": title, "first": ages.from_age, "last": ages.to_age,
    }  # fmt: skip


def _disciplines(actor: Actor, forum: Forum, facts: CaseFacts, title: str) -> str:
    least = forum.admission.least_disciplines or 0
    takes = ngettext(
        "%(forum)s takes cases with at least %(least)s discipline.",
        "%(forum)s takes cases with at least %(least)s disciplines.",
        least,
    ) % {"forum": title, "least": least}
    if not facts.disciplines:
        return " ".join((_("There is no open case."), takes))
    names = ", ".join(sorted(_discipline(actor, code) for code in facts.disciplines))
    return " ".join((_("There is an open case only in %(disciplines)s.") % {"disciplines": names}, takes))


def _discipline(actor: Actor, code: str) -> str:
    known = own_codes(actor)
    if known is not None and code not in known:
        return _("another department")
    title = discipline_title(code)
    return title if title.isupper() else title.lower()
