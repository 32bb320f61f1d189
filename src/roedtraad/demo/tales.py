# SPDX-License-Identifier: EUPL-1.2
"""What the demo's young people want, what has been agreed with them and written about them. Made up, and nobody's own words."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step: what, in which area of life, due so many days from today, and how far it has come."""

    title: str
    area: str
    due: int
    state: str = "planned"
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Tale:
    """One young person's plan and story, as a contact person would have written them together with them."""

    goal: str
    area: str
    steps: tuple[ToldStep, ...]
    agreement: str
    undecided: str
    own_agreement: str
    belief: str
    trial: str
    expected: str
    saw: str
    learned: str
    proud: str
    matters: str
    hard: str
    helps: str
    note: str
    scores: tuple[int, int, int]
    network: tuple[tuple[str, str, int, str], ...]


BESIDE: Final = "ppr"
"""The discipline that helps some of them from another authority: in many municipalities the schools stand alone."""
BESIDE_STEP: Final = "Samtale med PPR om ordblindhed og it-rygsæk"
BESIDE_NOTE: Final = "Har fået it-rygsæk med hjem. Læser bedre med oplæsning. Vil gerne øve i det små."

TALES: Final = (
    Tale(
        goal="Jeg vil være tømrer og have mit eget værktøj.", area="education",
        steps=(
            ToldStep("Besøg på FGU i Fjordby", "education", -60, "done"),
            ToldStep("To ugers praktik hos en tømrer", "work", -12, "under_way"),
            ToldStep("Start på FGU, værkstedslinjen", "education", 40),
            ToldStep("Stå op kl. 7 fire dage om ugen", "everyday", 20, "under_way", is_own=True),
        ),
        agreement="Vi mødes på værkstedet hver anden torsdag.", undecided="Rejsekort til praktikstedet.",
        own_agreement="Jeg sender en sms, hvis jeg kommer for sent.",
        belief="Det lykkes at møde, når nogen venter.", trial="Mesteren skriver en sms aftenen før.",
        expected="Fremmøde fire af fem dage.", saw="Mødte fire dage og ringede selv den femte.",
        learned="En aftale med en bestemt person virker bedre end en påmindelse.",
        proud="At jeg har bygget en knallert færdig.", matters="At folk siger det, som det er.",
        hard="Skolen. Jeg sad bare der.", helps="Når jeg må bruge hænderne, og nogen viser mig det én gang.",
        note="God samtale på værkstedet. Vil gerne i praktik igen.", scores=(2, 3, 4),
        network=(("Mor", "mor", 1, "supportive"), ("Storebror", "bror", 1, "supportive"), ("Mesteren", "praktiksted", 2, "supportive")),
    ),
    Tale(
        goal="Jeg vil have en lejlighed og gå på hf.", area="housing",
        steps=(
            ToldStep("Skrive op til ungdomsbolig", "housing", -90, "done"),
            ToldStep("Samtaler hos rådgiveren om angst", "treatment", 25, "under_way"),
            ToldStep("Møde med studievejlederen på hf", "education", 14),
            ToldStep("Spise aftensmad med min veninde om tirsdagen", "network", 30, "under_way", is_own=True),
        ),
        agreement="Kontaktpersonen går med første gang hos studievejlederen.", undecided="Indskud til boligen.",
        own_agreement="Jeg finder mine papirer fra 10. klasse.",
        belief="Store grupper går, når det er i orden at gå ud.", trial="Plads ved døren og lov til at gå ud.",
        expected="At blive hele timen.", saw="Gik ud to gange og kom tilbage begge gange.",
        learned="Lov til at gå gjorde det muligt at blive.",
        proud="At jeg passer min lillebror.", matters="At vide, hvad der skal ske.",
        hard="Når mange taler på én gang.", helps="Korte møder og en sms dagen før.",
        note="Vil selv ringe til hf i næste uge.", scores=(1, 2, 3),
        network=(("Veninde", "ven", 1, "supportive"), ("Far", "far", 2, "hard"), ("Rådgiveren", "behandler", 2, "supportive")),
    ),
    Tale(
        goal="Jeg vil have et job, hvor jeg kan være ude.", area="work",
        steps=(
            ToldStep("Fritidsjob i planteskolen", "work", -30, "done"),
            ToldStep("Kørekort til traktor", "education", 70),
            ToldStep("Lægetjek af knæet", "treatment", 10),
        ),
        agreement="Planteskolen ringer til kontaktpersonen ved udeblivelse.", undecided="Betaling af traktorkørekortet.",
        own_agreement="Jeg ringer til lægen om mit knæ.",
        belief="Søvnen bliver bedre af morgenarbejde.", trial="Tre morgener i planteskolen i to uger.",
        expected="I søvn før midnat.", saw="Sov før midnat otte af ti dage.",
        learned="Morgenarbejde gav rytmen tilbage.",
        proud="At jeg altid har arbejdet i ferien.", matters="At blive spurgt først.",
        hard="Papirer og breve.", helps="At nogen læser brevet med mig.",
        note="Planteskolen er glad for hjælpen og vil gerne mere til foråret.", scores=(3, 3, 4),
        network=(("Morfar", "morfar", 1, "supportive"), ("Gartneren", "arbejde", 2, "supportive")),
    ),
    Tale(
        goal="Jeg vil gøre 9. klasse færdig og videre på efterskole.", area="education",
        steps=(
            ToldStep("Møde i skolen om fraværet", "education", -20, "done"),
            ToldStep("Fast voksen om morgenen", "everyday", 15, "under_way"),
            ToldStep("Besøg på to efterskoler", "education", 35),
            ToldStep("Fodbold om onsdagen", "leisure", 60, "under_way", is_own=True),
        ),
        agreement="Skolen sender ugens fravær til kontaktpersonen om fredagen.", undecided="Hvem betaler egenbetalingen på efterskolen.",
        own_agreement="Jeg vælger to efterskoler at se.",
        belief="Fremmøde følger af en god første time.", trial="Billedkunst i første time i tre uger.",
        expected="Fravær under 10 %.", saw="Mødte 12 af 15 dage.",
        learned="En god første time bar resten af dagen.",
        proud="At jeg scorede i finalen.", matters="At min mor ikke bliver ked af det.",
        hard="At komme ind ad døren om morgenen.", helps="At nogen går med de sidste hundrede meter.",
        note="Morgenmødet er på plads fra mandag.", scores=(2, 2, 4),
        network=(("Mor", "mor", 1, "supportive"), ("Træneren", "klub", 2, "supportive"), ("Klasselæreren", "skole", 2, "neutral")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldTrial:
    """Something that was tried in everyday life: what was believed, done, expected, seen and learned, and whether it helped."""

    belief: str
    did: str
    expected: str
    saw: str
    learned: str
    result: str


EVERYDAY: Final = (
    ToldTrial(
        "Morgenen lykkes, når aftenen er aftalt.", "Tøj og taske klar aftenen før i to uger.", "Ud ad døren til tiden.",
        "Kom til tiden ni dage af ti.", "Det svære lå om aftenen, ikke om morgenen.", "yes",
    ),
    ToldTrial(
        "En gåtur gør det lettere at sige noget.", "Samtaler på gåben i en måned.", "At der kommer mere frem.",
        "Fortalte selv om pengene.", "Side om side er lettere end ansigt til ansigt.", "yes",
    ),
    ToldTrial(
        "Breve bliver læst, når de er korte.", "Kontaktpersonen skriver brevet om til fem linjer.", "Svar inden fristen.",
        "Svarede på to af tre.", "Fem linjer hjælper. Et opkald samme dag hjælper mere.", "partly",
    ),
    ToldTrial(
        "En app kan minde om medicin og aftaler.", "Påmindelser på telefonen i tre uger.", "Ingen glemte aftaler.",
        "Slog lyden fra efter en uge.", "Påmindelser uden et menneske bag bliver slået fra.", "no",
    ),
)  # fmt: skip
