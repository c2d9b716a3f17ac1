"""Small groups of words that news uses for one thing: nouns that are counted, events that are reported.

Stems are Snowball's, as ``rag.language.words`` makes them.
"""

from __future__ import annotations

import re
from functools import cache

from rag.language.words import stem, words

_COUNTED: dict[str, str] = {
    "people": (
        "people person persons others other dead deaths death fatalities fatality victims victim lives "
        "life casualties killed toll bodies body souls one none wounded injured hurt missing"
    ),
    "civilian": (
        "civilians civilian residents resident inhabitants villagers citizens locals bystanders "
        "worshippers mourners shoppers family"
    ),
    "child": "children child kids kid minors pupils schoolchildren infants babies youngsters boys girls students",
    "woman": "women woman girls wives",
    "man": "men man",
    "fighter": (
        "fighters fighter militants militant jihadists jihadist terrorists terrorist rebels rebel "
        "insurgents insurgent gunmen extremists mercenaries "
        "combatants islamists guerrillas militiamen members"
    ),
    "soldier": "soldiers soldier troops troop servicemen conscripts officers personnel guards policemen police",
    "rescuer": (
        "rescuers rescuer volunteers volunteer paramedics medics firefighters helmets workers worker "
        "staff aid-workers drivers nurses doctors"
    ),
}
_EVENTS: tuple[str, ...] = (
    "meet met meeting meetings talks talk summit conversation conferred confer shakes shook encounter",
    "attack attacked attacks strike strikes struck airstrike airstrikes raid raids bombing bombings bombed bomb "
    "bombs bombardment bombarded blast blasts "
    "explosion explosions exploded hit shelling shelled shells fire fired rocket rockets missile missiles "
    "assault barrage pounded targeted detonated went",
    "kill killed killing kills die died dies death deaths dead toll fatalities slain martyred perished executed "
    "massacre lives",
    "wound wounded wounding injured injuries injury injuring hurt",
    "clash clashes clashed fight fighting battle battles fought",
    "sign signed signing agreement treaty deal accord pact",
    "open opened opening reopen launch launched start started begin began",
    "arrest arrested detained captured seized",
    "resign resigned stepped quit",
    "elect elected won election vote voted",
    "visit visited visiting trip tour travelled arrived arrive came",
    "consensus agreement accord deal agreed agree compromise",
    "gas chemical chlorine sarin poison toxic nerve",
    "aircraft plane planes warplane warplanes jet jets drone drones helicopter helicopters",
)
DEATH = frozenset(
    (
        "kill killed killing kills dead died die dies dying death deaths toll tolls fatalities slain "
        "martyred perished execute executed executes massacred slaughtered claimed lives beheaded"
    ).split()
)
INJURY = frozenset("wounded wounding wound injured injuring injure injuries hurt wounds".split())
OTHER_FATES = frozenset(
    (
        "arrested detained captured kidnapped abducted displaced evacuated rescued destroyed damaged missing fled "
        "released freed wrecked seized downed "
        "evacuees surrendered trapped besieged detaining destroying evacuating transported treated "
        "hospitalised hospitalized suffocated suffering suffered suffocation breathing choking sickened"
    ).split()
)


@cache
def _counted_groups() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for group, members in _COUNTED.items():
        for member in members.split():
            groups.setdefault(stem(member), set()).add(group)
    return {word: frozenset(names) for word, names in groups.items()}


def counted_group(noun: str) -> frozenset[str]:
    """The groups a counted noun belongs to; its own stem where it is in none.

    >>> sorted(counted_group("militants")), sorted(counted_group("trucks"))
    (['fighter'], ['truck'])
    """
    key = stem(noun.casefold())
    return _counted_groups().get(key, frozenset({key}))


_MEANS: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{pattern})", re.IGNORECASE)
    for name, pattern in {
        "placed bomb": (
            r"car[- ]bomb|truck[- ]bomb|suicide|bomber|booby|(?:explosive|bomb) (?:device|planted|went "
            r"off)|mine\b|IED\b"
        ),
        "air": (
            r"air ?-?(?:strike|raid|attack|bombardment)|aerial|warplane|fighter jet|helicopter|barrel|"
            r"drone|bombing raid"
        ),
        "fire": r"shell|mortar|rocket|artillery|sniper|gunfire|shot",
        "gas": r"gas\b|chlorine|sarin|chemical|toxic",
        "clash": r"clash|ambush|fighting|battle",
        "accident": r"crash|derail|capsiz|collision|collapse|overturn|pile-up",
        "nature": r"flood|quake|storm|landslide|avalanche|wildfire|hurricane|cyclone",
    }.items()
}


def means_of(text: str) -> frozenset[str]:
    """By what means something was done: what a car bomb does is not what an air raid does.

    >>> sorted(means_of("A car bomb and shelling")), sorted(means_of("An attack"))
    (['fire', 'placed bomb'], [])
    """
    return frozenset(name for name, pattern in _MEANS.items() if pattern.search(text))


_SORTS: dict[str, dict[str, str]] = {
    "aircraft": {
        "plane": "plane planes warplane warplanes jet jets fighter-jet bomber bombers aeroplane airplane fighter-jets",
        "drone": "drone drones uav uavs quadcopter",
        "helicopter": "helicopter helicopters chopper choppers gunship",
        "balloon": "balloon balloons airship",
    },
    "vehicle": {
        "car": "car cars sedan saloon suv taxi hatchback",
        "truck": "truck trucks lorry lorries pickup tanker",
        "van": "van vans minivan",
        "bus": "bus buses minibus coach",
        "motorcycle": "motorcycle motorbike scooter moped",
        "tank": "tank tanks",
        "train": "train trains tram",
        "bicycle": "bicycle bike bicycles",
    },
    "weapon": {
        "bomb": "bomb bombs explosive explosives ied",
        "rocket": "rocket rockets",
        "missile": "missile missiles",
        "mortar": "mortar mortars",
        "gun": "gun guns rifle rifles pistol kalashnikov",
        "knife": "knife knives dagger",
        "gas": "gas chlorine sarin",
        "shell": "shell shells artillery",
        "drone": "drone drones",
    },
    "ship": {
        "tanker": "tanker tankers",
        "ferry": "ferry ferries",
        "cargo ship": "freighter cargo container",
        "warship": "frigate destroyer corvette warship carrier",
        "submarine": "submarine submarines",
        "yacht": "yacht sailboat",
    },
}
_SORT_NAMES = {
    "plane": "aircraft",
    "airplane": "aircraft",
    "arm": "weapon",
    "ammunit": "weapon",
    "munit": "weapon",
    "boat": "ship",
    "vessel": "ship",
    "car": "vehicle",
}


def sort_of(noun: str, word: str) -> str | None:
    """Which kind of the thing a word names: a "jet" is a plane, a "drone" is not.

    >>> sort_of("aircraft", "warplane"), sort_of("aircraft", "drone"), sort_of("aircraft", "bus")
    ('plane', 'drone', None)
    """
    key = stem(noun.casefold())
    group = _SORTS.get(_SORT_NAMES.get(key, key), _SORTS.get(noun.casefold(), {}))
    folded = word.casefold()
    return next((kind for kind, members in group.items() if folded in members.split()), None)


@cache
def _event_groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for place, members in enumerate(_EVENTS):
        for member in members.split():
            groups.setdefault(stem(member), set()).add(place)
    return {word: frozenset(places) for word, places in groups.items()}


def event_groups(text: str) -> frozenset[int]:
    """Which groups of event words a text speaks of.

    >>> event_groups("The leaders met.") == event_groups("After the talks") != frozenset()
    True
    """
    found: set[int] = set()
    for word in words(text):
        found |= _event_groups().get(stem(word), frozenset())
    return frozenset(found)


def same_event_word(one: str, other: str) -> bool:
    """Do two stems belong to one group of event words?

    >>> same_event_word(stem("meeting"), stem("talks")), same_event_word(stem("meeting"), stem("bomb"))
    (True, False)
    """
    groups = _event_groups()
    return one == other or bool(groups.get(one, frozenset()) & groups.get(other, frozenset()))
