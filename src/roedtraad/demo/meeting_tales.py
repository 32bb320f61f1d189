# SPDX-License-Identifier: EUPL-1.2
"""What the demo's meetings ask, agree and write down. Made up, and said as people say it."""

from dataclasses import dataclass
from typing import Final

from roedtraad.plans.models import Area


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One agreement. `doer` is `young`, `chair`, `contact` or `member`; `days` until it is due.

    `decided` is `here`, `unit` or `young`. What `costs` is paid by the unit whose matter it is, and is asked of it where the
    forum may not grant. `outcome` is what has come of it when it is due: `done`, `late`, or nothing yet.
    """

    what: str
    area: Area
    doer: str
    days: int
    decided: str = "here"
    costs: bool = False
    outcome: str = "done"


@dataclass(frozen=True, slots=True)
class ToldItem:
    """One young person at one meeting."""

    question: str
    wish: str
    lines: tuple[ToldLine, ...]
    text: str


ITEMS: Final = (
    ToldItem(
        "Hvem hjælper med boligen, når praktikken begynder?",
        "Jeg vil gerne have, at der kun er én, jeg skal ringe til.",
        (
            ToldLine("Ring til boligforeningen sammen", Area.HOUSING, "contact", 7),
            ToldLine("Betal indskuddet", Area.HOUSING, "member", 21, "unit", costs=True, outcome=""),
            ToldLine("Skriv mig op til et værelse", Area.HOUSING, "young", 10, "young"),
        ),
        "Boligen kommer først. Kontaktpersonen følger med til boligforeningen.",
    ),
    ToldItem(
        "Hvad skal der ske efter et år uden uddannelse eller arbejde?",
        "Jeg vil prøve noget med hænderne.",
        (
            ToldLine("Find en praktikplads på et værksted", Area.WORK, "member", 14, outcome="late"),
            ToldLine("Besøg FGU en formiddag", Area.EDUCATION, "young", 12, "young"),
        ),
        "Vi prøver praktik, før vi taler om en længere indsats.",
    ),
    ToldItem(
        "Hvem er kontaktperson, når den unge fylder 18?",
        "Jeg vil vide, hvem der kommer bagefter.",
        (
            ToldLine("Hold et fælles møde med den næste kontaktperson", Area.NETWORK, "chair", 14),
            ToldLine("Skriv støtten efter 18 år i planen", Area.EVERYDAY, "contact", 20, outcome=""),
        ),
        "Ingen slipper, før den næste har sagt ja. Mødet holdes inden måneden er omme.",
    ),
    ToldItem(
        "Kan den unge begynde på hf til august?",
        "Jeg vil gerne gå i skole med nogen, jeg kender.",
        (
            ToldLine("Aftal et besøg på hf", Area.EDUCATION, "contact", 9),
            ToldLine("Bevilg en mentor de første tre måneder", Area.EDUCATION, "member", 20, costs=True, outcome=""),
        ),
        "Hf er realistisk med en mentor fra starten. Mentoren skal bevilges.",
    ),
)
LESSONS: Final = (
    "Når den, der betaler, sidder med fra begyndelsen, bliver aftalen til noget. Spørg, før mødet bliver holdt.",
    "Korte møder med få voksne giver flere aftaler, som de unge selv er med til at lave.",
)
