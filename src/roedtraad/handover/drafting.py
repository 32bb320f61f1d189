# SPDX-License-Identifier: EUPL-1.2
"""What stands in the note before the sender writes: the last note about the same thing, the young person's wish, other rooms' hints."""

from django.db.models import Q

from roedtraad.cases.dependencies import note_hints
from roedtraad.cases.models import ContactWish
from roedtraad.handover.models import Handover, State
from roedtraad.handover.rules import PARTS_OF_NOTE
from roedtraad.kernel.actor import Actor


def first_note(actor: Actor, person_id: int, case_id: int | None) -> dict[str, str]:
    """Each part of the note as it is suggested; empty where nothing is known."""
    of_thing = Q(case_id=case_id) if case_id else Q(case_id__isnull=True)
    last = Handover.objects.filter(
        of_thing, young_person_id=person_id, state=State.ACCEPTED, to_account_id=actor.account_id or 0
    ).order_by("-pk")
    row = last.values(*PARTS_OF_NOTE).first() or {}
    found = {part: str(row.get(part, "")) for part in PARTS_OF_NOTE}
    wish = ContactWish.objects.filter(young_person_id=person_id).values_list("words", flat=True).first()
    if wish and not found["matters"]:
        found["matters"] = wish
    for hint in note_hints:
        for part, text in hint.suggest(actor, person_id).items():
            found[part] = "\n".join(filter(None, (found[part], text)))
    return found
