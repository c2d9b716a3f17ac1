"""The words of quantities: numbers in letters, vague amounts, units with their factors, counted nouns."""

from __future__ import annotations

ONES = {
    word: value
    for value, word in enumerate(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        ).split()
    )
}
TENS = {
    word: 10 * (place + 2) for place, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
} | {"fourty": 40}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "m": 1e6,
    "bn": 1e9,
    "k": 1e3,
}

VAGUE: dict[str, tuple[float, float]] = {
    "several": (3, 12),
    "a few": (3, 9),
    "few": (2, 9),
    "a couple of": (2, 3),
    "a dozen": (11, 13),
    "half a dozen": (5, 7),
    "dozens of": (20, 120),
    "dozens": (20, 120),
    "scores of": (30, 200),
    "scores": (30, 200),
    "tens of": (20, 100),
    "hundreds of": (200, 1_000),
    "hundreds": (200, 1_000),
    "tens of thousands of": (20_000, 100_000),
    "tens of thousands": (20_000, 100_000),
    "hundreds of thousands of": (200_000, 1_000_000),
    "hundreds of thousands": (200_000, 1_000_000),
    "thousands of": (2_000, 20_000),
    "thousands": (2_000, 20_000),
    "millions of": (2_000_000, 100_000_000),
    "millions": (2_000_000, 100_000_000),
    "a quarter of a million": (240_000, 260_000),
    "quarter of a million": (240_000, 260_000),
    "half a million": (450_000, 550_000),
    "half a billion": (450_000_000, 550_000_000),
    "half of": (0.5, 0.5),
    "half": (0.5, 0.5),
}

# Unit words -> (dimension, factor to the dimension's base unit).
UNITS: dict[str, tuple[str, float]] = {}
for _names, _dimension, _factor in (
    ("percent per cent % pct", "percent", 1),
    ("km kms kilometer kilometers kilometre kilometres", "metre", 1_000),
    ("m metre metres meter meters", "metre", 1),
    ("cm centimetre centimetres centimeter centimeters", "metre", 0.01),
    ("mile miles mi", "metre", 1_609.344),
    ("foot feet ft", "metre", 0.3048),
    ("yard yards", "metre", 0.9144),
    ("inch inches", "metre", 0.0254),
    ("kg kilo kilos kilogram kilograms kilogramme kilogrammes", "kilogram", 1),
    ("gram grams gramme grammes", "kilogram", 0.001),
    ("tonne tonnes ton tons", "kilogram", 1_000),
    ("pound-weight lb lbs", "kilogram", 0.45359237),
    ("second seconds", "second", 1),
    ("minute minutes min mins", "second", 60),
    ("hour hours", "second", 3_600),
    ("day days", "second", 86_400),
    ("week weeks", "second", 7 * 86_400),
    ("month months", "second", 30.4375 * 86_400),
    ("year years", "second", 365.25 * 86_400),
    ("decade decades", "second", 3_652.5 * 86_400),
    ("dollar dollars usd", "dollar", 1),
    ("euro euros eur", "euro", 1),
    ("pound pounds gbp sterling", "pound", 1),
    ("yen jpy", "yen", 1),
    ("yuan rmb renminbi", "yuan", 1),
    ("rouble roubles ruble rubles", "rouble", 1),
    ("rupee rupees", "rupee", 1),
    ("hectare hectares", "square metre", 10_000),
    ("acre acres", "square metre", 4_046.8564224),
    ("litre litres liter liters", "litre", 1),
    ("barrel-of-oil", "litre", 158.987),
    ("degree degrees celsius", "degree", 1),
    ("mph", "metre per second", 0.44704),
    ("kph kmh km/h", "metre per second", 1 / 3.6),
    ("megawatt megawatts mw", "watt", 1e6),
    ("gigawatt gigawatts gw", "watt", 1e9),
):
    for _name in _names.split():
        UNITS[_name] = (_dimension, _factor)
UNITS["per cent"] = ("percent", 1)
CURRENCY = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}

NOUN_STOP = frozenset(
    (
        "of the a an and or in on at to by from with for as were was are is have has had been who that which when "
        "while after before during into near "
        "across outside inside around along amid over under between among including "
        "fled left took went came killed died wounded injured dead "
        "hurt arrested according but its his her their this these those said "
        "since until also others other more so each than about not would could will be being it he she "
        "they out up down off back against per"
    ).split()
)
ADJECTIVES = frozenset(
    (
        "civilian foreign pro-government pro-regime "
        "young old new armed suspected alleged seriously "
        "badly severely critically lightly local government regime rebel military islamist islamic state senior "
        "fellow regular female male innocent unarmed "
        "heavy small large different separate additional further consecutive long short full whole official key main"
    ).split()
)

NONE_OF = frozenset(
    (
        "casualties deaths death injuries injured fatalities victims civilians people one survivors dead "
        "wounded loss losses one-else"
    ).split()
)
COUNTED = frozenset(
    (
        "people civilians were died killed dead fighters soldiers children women men others wounded "
        "injured families refugees miles km tonnes rebels militants"
    ).split()
)
PLURALS = frozenset(
    "people men women children dead personnel police troops wounded injured crew staff militia aircraft".split()
)
