# SPDX-License-Identifier: EUPL-1.2
"""What comes in at the demo's one entry, and what was found at its future workshops. Made up, and nobody's own words."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ToldEnquiry:
    """An enquiry that came in so many working days ago; what came of it, or what was promised by whoever took it."""

    channel: str
    relation: str
    asker: str
    text: str
    days_ago: int
    about: str = ""
    news: str = ""
    outcome: str = ""
    promised: str = ""


ENQUIRIES: Final = (
    ToldEnquiry("web", "self", "Signe", "Jeg er droppet ud og ved ikke, hvad jeg så skal.", 0, "Signe Dalgaard"),
    ToldEnquiry("parent", "parent", "Mona Bruun", "Min søn sover hele dagen. Hvem kan vi tale med?", 1, "Elias Bruun"),
    ToldEnquiry("institution", "school", "Den tekniske skole", "Eleven er stoppet på grundforløbet.", 3, "", "broke_off"),
    ToldEnquiry("phone", "school", "Bakkeskolen", "Vi er bekymrede for fraværet i 9. klasse.", 8, "Freja Holm"),
    ToldEnquiry(
        "municipality", "authority", "Nabokommunen", "Ung flytter hertil den første i næste måned. Har kontaktperson hos os.", 2,
        "Malik Overgaard", promised="Vi ringer og aftaler et møde, hvor begge kontaktpersoner er med.",
    ),
    ToldEnquiry("door", "self", "", "Ville vide, hvordan man søger ind på hf.", 2, outcome="guided"),
    ToldEnquiry("door", "self", "", "Spurgte om SU, mens man går på FGU.", 5, outcome="guided"),
    ToldEnquiry("phone", "company", "Havnebageriet", "Har plads til en praktikant fra næste måned.", 4, outcome="referred"),
    ToldEnquiry("phone", "parent", "Kirsten Lind", "Ville vide, om datteren kan få mentor. Det har hun.", 9, outcome="already_helped"),
)  # fmt: skip
PHONE: Final = "00 12 34 56"
"""It begins with 0, as no Danish telephone does."""

DROPOUT: Final = "Eleven er holdt op med at komme og har meldt sig ud."
DROPOUT_PLACE: Final = "Den tekniske skole"
DROPOUT_PROMISE: Final = "Kontaktpersonen ringer hjem og besøger familien. Skolen hører fra os bagefter."
VISITED: Final = (
    "Mor ringer efter aftale med den unge, der gerne vil i gang, men ikke ved med hvad. De beder om et møde."
)
REASONS: Final = "Er klar til praktik og har brug for hjælp til at finde en. Sagen hører til, hvor pladserne findes."


@dataclass(frozen=True, slots=True)
class ToldWorkshop:
    """A future workshop so many days ago: what was found, what begins, and the results when there was a need to test."""

    days_ago: int
    result: str
    offers: tuple[str, ...]
    need: str = ""
    levels: tuple[str, str, str] = ("", "", "")


WORKSHOPS: Final = (
    ToldWorkshop(
        34, "Vil arbejde med hænderne. Er god til at holde aftaler, når de står på skrift. Savner noget at stå op til.",
        ("Besøg på FGU", "Tre dage på et værksted"), "Siger selv, at det er svært at læse arbejdssedler.",
        ("some", "much", "good"),
    ),
    ToldWorkshop(
        20, "Vil gerne i gang, men har det svært i store grupper. Et lille hold med en fast voksen er første skridt.",
        ("Samtaler hos rådgiveren", "Formiddagshold med højst seks"),
    ),
    ToldWorkshop(11, "Er tæt på et job. Mangler en ansøgning og en, der går med første dag.", ("Hjælp til ansøgning",)),
)  # fmt: skip
