# SPDX-License-Identifier: EUPL-1.2
"""Finding one young person by the full CPR number or the exact reference: for emergencies and for the officer."""

from collections.abc import Mapping

from roedtraad.kernel.errors import DomainError
from roedtraad.people import cpr
from roedtraad.people.finding import LONGEST_QUESTION, is_cpr_question
from roedtraad.people.models import YoungPerson


def person_asked_for(text: str) -> YoungPerson | None:
    """The person with exactly this CPR number or reference; never by name. None when there is nobody."""
    text = " ".join(text[:LONGEST_QUESTION].split())
    if not text:
        return None
    by_reference = YoungPerson.objects.filter(reference=text).first()
    if by_reference is not None or not is_cpr_question(text):
        return by_reference
    try:
        return YoungPerson.objects.filter(cpr_sealed=cpr.seal(cpr.normalise(text))).first()
    except DomainError:
        return None


def asked_of(text: str) -> Mapping[str, str]:
    """What the log keeps of a question: its kind, and of a number only the date of birth."""
    if not is_cpr_question(text):
        return {"by": "reference", "reference": " ".join(text[:LONGEST_QUESTION].split())}
    try:
        return {"by": "cpr", "number": cpr.mask(cpr.birth_date(cpr.normalise(text)))}
    except DomainError:
        return {"by": "cpr"}
