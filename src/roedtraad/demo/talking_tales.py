# SPDX-License-Identifier: EUPL-1.2
"""What the demo's young people and their contact persons write to each other, and the papers that lie on notes. Made up."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ToldMessage:
    """A message so many days ago, by the young person or by the contact person."""

    days_ago: int
    text: str
    is_own: bool = True


TALKS: Final = (
    (
        ToldMessage(9, "Hej. Kan vi mødes et andet sted end på rådhuset?"),
        ToldMessage(8, "Ja. Vi tager det på biblioteket, torsdag kl. 14. Passer det?", is_own=False),
        ToldMessage(8, "Ja tak."),
        ToldMessage(1, "Jeg kan ikke komme på torsdag, jeg skal på arbejde. Kan vi tage fredag?"),
    ),
    (
        ToldMessage(16, "Hvornår skal jeg skrive under på planen?", is_own=True),
        ToldMessage(15, "Når du har læst den. Den ligger under Min plan. Ring, hvis noget er uklart.", is_own=False),
    ),
    (
        ToldMessage(5, "God weekend! Husk, at vi ringer til skolen sammen på mandag.", is_own=False),
        ToldMessage(3, "Jeg ringede selv. De har plads til mig."),
    ),
)  # fmt: skip
INVITED_DAYS_AGO: Final = 30


@dataclass(frozen=True, slots=True)
class ToldPaper:
    """A file on a note: what it is called, and its lines."""

    name: str
    lines: tuple[str, ...]


PAPERS: Final = (
    ToldPaper("Aftale om praktik.pdf", ("Aftale om praktik", "Fire dage om ugen i to uger, kl. 7.30-13.", "Kontakt på stedet: mesteren.")),
    ToldPaper("Skema.pdf", ("Skema", "Mandag og onsdag: værksted", "Tirsdag: dansk og matematik", "Torsdag: samtale")),
    ToldPaper("Plads på holdet.pdf", ("Plads på holdet", "Du er velkommen. Holdet mødes hver formiddag.", "Højst seks på holdet.")),
)  # fmt: skip
