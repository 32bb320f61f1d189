# SPDX-License-Identifier: EUPL-1.2
"""Made-up persons' names, with plausible frequencies and backgrounds. Any likeness with a real person is chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

from roedtraad.kernel.text import fold, sort_key


@dataclass(frozen=True, slots=True)
class Background:
    """Given names that go with family names; the first of each list are the most frequent."""

    weight: int
    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


_DANISH_GIVEN: Final = _words(
    "Emma,William,Freja,Noah,Ida,Lucas,Clara,Oscar,Laura,Victor,Sofie,Emil,Anna,Malthe,Mathilde,Oliver,Josefine,Frederik,"
    "Maja,Magnus,Caroline,Alfred,Alma,Valdemar,Isabella,Elias,Agnes,Carl,Nora,August,Karla,Mikkel,Julie,Tobias,Lærke,Rasmus,"
    "Astrid,Mads,Cecilie,Anton,Signe,Nikolaj,Liva,Sebastian,Asta,Jonas,Naja,Silas,Filippa,Søren,Mille,Bertram,Amalie,Jeppe,"
    "Frida,Christian,Andrea,Storm,Katrine,Villads,Marie,Theo,Liv,Kasper,Sara,Simon,Camilla,Philip,Smilla,Mathias,Ellen,Bjørn,"
    "Rosa,Asger,Esther,Åse,Gustav,Ella,Thea,Jacob,Selma,Benjamin,Zoe,Anders,Maren,Holger,André,Chloé,Renée,Øjvind,"
    "Åge,Bodil,Tilde,Sander,Johan,Ditte,Aksel,Merle,Vega,Pelle,Ylva,Rune,Sille,Troels,Bjørk,Birk,Helle,Hjalte"
)
_DANISH_FAMILY: Final = _words(
    "Nielsen,Jensen,Hansen,Andersen,Pedersen,Christensen,Larsen,Sørensen,Rasmussen,Jørgensen,Petersen,Madsen,Kristensen,Olsen,"
    "Thomsen,Christiansen,Poulsen,Johansen,Møller,Mortensen,Knudsen,Jakobsen,Mikkelsen,Olesen,Frederiksen,Laursen,Henriksen,"
    "Lund,Holm,Schmidt,Eriksen,Kristiansen,Simonsen,Clausen,Svendsen,Andreasen,Iversen,Østergaard,Jeppesen,Nissen,Lauridsen,"
    "Kjær,Dahl,Bertelsen,Nørgaard,Bach,Ravn,Toft,Aagaard,Skov,Bjerregaard,Overgaard,Ågesen,Vestergård,Krogh,Friis,Lindhardt,"
    "Æbeltoft,Ørskov,Brandt,Damgaard,Hedegaard,Mølgaard,Bang,Winther,Carlsen,Kofoed,Birch,Søgaard,Thygesen,Bisgaard,Dam"
)
BACKGROUNDS: Final = (
    Background(820, "", _DANISH_GIVEN, _DANISH_FAMILY),
    Background(
        38, "arabisk",
        _words("Mohammad,Fatima,Ali,Zahra,Omar,Mariam,Yusuf,Aisha,Hassan,Layla,Ibrahim,Noor,Adam,Sara,Bilal,Amina,Karim,Yasmin"),
        _words("Al-Khatib,Hussein,Ahmad,Khalil,Mansour,Saleh,Haddad,Darwish,Abbas,Hamdan,Nasser,Ibrahim,Khoury,Al-Masri"),
    ),
    Background(
        24, "tyrkisk", _words("Mehmet,Elif,Emre,Zeynep,Can,Ayşe,Deniz,Selin,Kaan,Melis,Burak,Ebru"),
        _words("Yılmaz,Kaya,Demir,Çelik,Şahin,Öztürk,Aydın,Arslan,Koç,Doğan"),
    ),
    Background(
        16, "somali", _words("Abdi,Hodan,Ayan,Mahad,Ifrah,Ismail,Sahra,Liban,Nasra,Zakaria"),
        _words("Abdullahi,Mohamud,Warsame,Farah,Hersi,Jama,Osman,Aden"),
    ),
    Background(
        16, "bosnisk", _words("Amar,Lejla,Emina,Haris,Selma,Dino,Ajla,Tarik"),
        _words("Hodžić,Begić,Kovačević,Delić,Mujić,Halilović"),
    ),
    Background(
        16, "ukrainsk", _words("Anastasiia,Danylo,Sofiia,Maksym,Polina,Artem,Daryna,Nazar"),
        _words("Shevchenko,Kovalenko,Bondarenko,Tkachenko,Kravchenko,Melnyk"),
    ),
    Background(
        14, "polsk", _words("Zuzanna,Jakub,Maja,Kacper,Lena,Filip,Oliwia,Szymon"),
        _words("Kowalska,Nowak,Wiśniewski,Wójcik,Kamiński,Zieliński"),
    ),
    Background(
        12, "dari", _words("Farhad,Shabnam,Milad,Parwana,Rahim,Zohra"), _words("Ahmadi,Rahimi,Haidari,Noori,Karimi,Sultani"),
    ),
    Background(
        10, "rumænsk", _words("Andrei,Ioana,Matei,Bianca,Rareș,Alexandra"), _words("Popescu,Ionescu,Dumitru,Stoica,Munteanu"),
    ),
    Background(
        10, "tamil", _words("Arun,Priya,Kavin,Anjali,Nila,Vishnu"), _words("Sivakumar,Rajan,Thurairajah,Nadarajah,Selvarajah"),
    ),
    Background(
        10, "vietnamesisk", _words("Minh,Linh,Anh,Huy,Mai,Khoa"), _words("Nguyen,Tran,Le,Pham,Hoang"),
    ),
    Background(
        8, "grønlandsk", _words("Pipaluk,Inuk,Aviaja,Malik,Nivi,Minik"), _words("Petersen,Kleist,Lynge,Olsvig,Heilmann"),
    ),
    Background(6, "", _words("Rógvi,Bára,Jákup,Sólja,Høgni,Súsanna"), _words("Joensen,Hansen,Poulsen,Djurhuus")),
)  # fmt: skip


def _falling(count: int) -> list[float]:
    """Cumulative weights that fall as the frequencies of names do."""
    return list(accumulate(1 / (place + 6) for place in range(count)))


_WEIGHTS: Final = list(accumulate(one.weight for one in BACKGROUNDS))
_FALLING: Final = {count: _falling(count) for one in BACKGROUNDS for count in (len(one.given), len(one.family))}
_MIDDLE_NAME, _DOUBLE_GIVEN = 0.22, 0.12


def pick(random: Random, names: Sequence[str]) -> str:
    """One of the names, the first ones more often."""
    return random.choices(names, cum_weights=_FALLING[len(names)])[0]


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and the language at home when it is not Danish."""

    given: str
    family: str
    language: str


def draw_name(random: Random, background: Background | None = None) -> Name:
    """A name of one background; now and then with a second first name or a middle name."""
    if background is None:
        background = random.choices(BACKGROUNDS, cum_weights=_WEIGHTS)[0]
    given, family = pick(random, background.given), pick(random, background.family)
    chance = random.random()
    if background is BACKGROUNDS[0] and chance < _MIDDLE_NAME:
        middle = pick(random, background.family)
        family = f"{middle} {family}" if middle != family else family
    elif chance > 1 - _DOUBLE_GIVEN:
        second = pick(random, background.given)
        given = f"{given} {second}" if second != given else given
    return Name(given, family, background.language)


def search_columns(given: str, family: str) -> tuple[str, str, str]:
    """What a name is found and sorted by: the columns search_given, search_family and sort_name."""
    folded_given, folded_family = fold(given), fold(family)
    return (
        f"{folded_given} {folded_family}",
        f"{folded_family} {folded_given}",
        f"{sort_key(folded_family)} {sort_key(folded_given)}",
    )
