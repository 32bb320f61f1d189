# SPDX-License-Identifier: EUPL-1.2
"""The count afterwards: every acknowledged act must be there, and what is there must be whole."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.crash.stage import FIRST_NOTE


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is of one kind: each act by what it is known again, with what its log entry names; what lacks a part;
    and how many were there before the writers came."""

    rows: dict[str, int]
    incomplete: frozenset[str] = frozenset()
    beforehand: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of act: acknowledged to the writer, found afterwards, lost, and half."""

    kind: str
    acknowledged: int
    found: int
    lost: int
    half: int

    @property
    def is_whole(self) -> bool:
        """Nothing is lost or half, and there was something to lose."""
        return not self.lost and not self.half and self.acknowledged > 0


@dataclass(frozen=True, slots=True)
class Report:
    """All kinds, the chain of the log, and what was answered with anything else than an acknowledgement."""

    kills: int
    seconds: float
    tallies: Sequence[Tally]
    chain_is_whole: bool
    refused: dict[tuple[str, int], int]

    @property
    def is_whole(self) -> bool:
        return self.chain_is_whole and all(one.is_whole for one in self.tallies)

    def tally(self, kind: str) -> Tally:
        return next(one for one in self.tallies if one.kind == kind)

    def told(self) -> str:
        chain = "whole" if self.chain_is_whole else "BROKEN"
        everything = Tally("all", *(sum(getattr(one, name) for one in self.tallies) for name in Tally.__slots__[1:]))
        lines = [f"{self.kills} kills in {self.seconds:.0f} s; the chain of the log is {chain}"]
        lines += [_line(one) for one in (*self.tallies, everything)]
        lines += [f"  {count} × {kind} was answered with {status}" for (kind, status), count in self.refused.items()]
        return "\n".join(lines) + "\n"


def _line(one: Tally) -> str:
    return (
        f"  {one.kind:<20}{one.acknowledged:>6} acknowledged{one.found:>6} found{one.lost:>6} lost{one.half:>6} half"
        f"{'' if one.is_whole else '  ←'}"
    )


def count(acknowledged: Iterable[tuple[str, str]], refused: Counter[tuple[str, int]], kills: int, s: float) -> Report:
    """Look at the database and at the disk."""
    from roedtraad.audit.queries import verify_chain

    told: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for kind, identity in acknowledged:
        told[kind].append(identity)
    tallies = [_tally(kind, told[kind]) for kind in KINDS]
    return Report(kills, s, tallies, verify_chain().broken_at is None, dict(refused))


def _tally(kind: str, acknowledged: list[str]) -> Tally:
    look, act = KINDS[kind]
    kept, logged = look(), _logged(act)
    not_logged = {identity for identity, subject in kept.rows.items() if subject not in logged}
    without_row = logged.keys() - set(kept.rows.values())
    twice = sum(entries - 1 for entries in logged.values())
    half = len(kept.incomplete | not_logged) + len(without_row) + twice
    return Tally(
        kind,
        len(acknowledged),
        len(kept.rows) - kept.beforehand,
        sum(one not in kept.rows for one in acknowledged),
        half,
    )


def _logged(act: str) -> Counter[int]:
    """What the whole entries of an act name: those with their person, and with their detail where they promise one."""
    from roedtraad.audit.models import LogDetail, LogEntry, LogPerson

    details = dict(LogDetail.objects.filter(entry__act=act).values_list("entry_id", "values"))
    persons = set(LogPerson.objects.filter(entry__act=act).values_list("entry_id", flat=True))
    entries = LogEntry.objects.filter(act=act).values_list("sequence", "subject_id", "detail_digest")
    return Counter(
        details.get(sequence, {}).get("attachment", subject)
        for sequence, subject, digest in entries
        if sequence in persons and (sequence in details or not digest)
    )


def _pairs(rows: Any, identity: str) -> dict[str, int]:
    return dict(rows.values_list(identity, "pk"))


def _contacts() -> Kept:
    from roedtraad.cases.models import Contact

    rows = Contact.objects.values_list("pk", "young_person_id", "held_on")
    return Kept({f"{person} {day.isoformat()}": pk for pk, person, day in rows})


def _notes() -> Kept:
    """A note without its text is half. Those of the set-up are all alike, so their key tells them apart."""
    from roedtraad.journal.models import Note

    rows = dict(Note.objects.values_list("pk", "versions__text"))
    named = {text if (text or "").startswith("crash-") else f"note {pk}": pk for pk, text in rows.items()}
    incomplete = frozenset(one for one, pk in named.items() if rows[pk] is None)
    return Kept(named, incomplete, list(rows.values()).count(FIRST_NOTE))


def _files() -> Kept:
    """A row whose file is missing or another one is half; a file without a row is only litter, which the night takes away."""
    from roedtraad.journal.files import keeping
    from roedtraad.journal.models import Attachment
    from roedtraad.kernel.errors import DomainError

    def is_broken(row: Attachment) -> bool:
        try:
            return keeping.read(row.stored_as, row.sha256).decode().strip() != row.name.removesuffix(".txt")
        except DomainError:
            return True

    rows = list(Attachment.objects.all())
    return Kept({row.name: row.pk for row in rows}, frozenset(row.name for row in rows if is_broken(row)))


def _asked() -> Kept:
    from roedtraad.handover.models import Handover

    return Kept(_pairs(Handover.objects.all(), "works"))


def _taken_back() -> Kept:
    from roedtraad.handover.models import Handover, State

    return Kept({str(pk): pk for pk in Handover.objects.filter(state=State.WITHDRAWN).values_list("pk", flat=True)})


def _steps() -> Kept:
    """A step that is not in the newest version of its plan is half, as is a plan whose versions are not those it counts."""
    from roedtraad.plans.models import Plan, Step

    incomplete: set[str] = set()
    for plan in Plan.objects.prefetch_related("versions"):
        versions = {one.number: one.document for one in plan.versions.all()}
        if set(versions) != set(range(1, plan.version + 1)):
            incomplete.add(f"plan {plan.pk}")
        newest = versions.get(plan.version, {}).get("steps", {})
        incomplete |= {title for pk, title in plan.steps.values_list("pk", "title") if str(pk) not in newest}
    return Kept(_pairs(Step.objects.all(), "title"), frozenset(incomplete))


def _messages() -> Kept:
    """A message has its notice, and the notice its entry in the log; there are as many of one as of the other."""
    from roedtraad.notices.models import Notice
    from roedtraad.portal.models import Message

    messages = Counter(Message.objects.values_list("conversation__young_person_id", flat=True))
    notices = Counter(Notice.objects.values_list("young_person_id", flat=True))
    logged = _logged("notice_written")
    not_logged = {pk for pk in Notice.objects.values_list("pk", flat=True) if pk not in logged}
    uneven = {person for person in messages | notices if messages[person] != notices[person]}
    rest = {f"notice {pk}" for pk in not_logged} | {f"notices to {person}" for person in uneven}
    return Kept(_pairs(Message.objects.all(), "text"), frozenset(rest))


KINDS: Final[dict[str, tuple[Callable[[], Kept], str]]] = {
    "contact": (_contacts, "contact_recorded"),
    "note": (_notes, "note_written"),
    "file on a note": (_files, "attachment_added"),
    "handover asked": (_asked, "handover_asked"),
    "handover taken back": (_taken_back, "handover_withdrawn"),
    "step of a plan": (_steps, "step_added"),
    "message": (_messages, "message_written"),
}
