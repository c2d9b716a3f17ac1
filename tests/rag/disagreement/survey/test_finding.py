from __future__ import annotations

import time
from datetime import date

import numpy as np
import pytest

from index.articles import Passage
from rag.disagreement.survey.finding import compare_passages
from rag.disagreement.survey.neighbours import near_passages
from tests.rag.passages import passage as passage_of

MAY_4 = date(2015, 5, 4)


def told(*texts: str, published: tuple[date | None, ...] = (MAY_4, MAY_4)) -> list[Passage]:
    """One article for each text."""
    return [
        passage_of(text, article_id=f"a{key}", published=day, key=key)
        for key, (text, day) in enumerate(zip(texts, published, strict=True))
    ]


def test_an_office_a_toll_and_silence() -> None:
    passages = [
        passage_of("Prime Minister of Norway Ivar Brod received the envoy on Tuesday.", article_id="a", key=1),
        passage_of("Norwegian Prime Minister Oleg Sand received the envoy on Tuesday.", article_id="b", key=2),
        passage_of("Shelling killed nine people in Harim on 4 May 2015.", article_id="c", published=MAY_4, key=3),
        passage_of("On 4 May 2015 shelling killed 31 people in Harim.", article_id="d", published=MAY_4, key=4),
        passage_of("The weather in Bergen was mild.", article_id="e", key=5),
    ]
    found = {note.slot: note for note in compare_passages(passages)}
    assert set(found) == {"office holder", "deaths"}
    assert {side.value for side in found["office holder"].sides} == {"Ivar Brod", "Oleg Sand"}
    assert {side.value for side in found["deaths"].sides} == {"nine people", "31 people"}
    assert found["deaths"].kind == "contradiction"
    assert found["deaths"].topic == "How many people were killed in Harim on 4 May 2015"


def test_what_agrees_is_not_listed() -> None:
    passages = told(
        "Shelling killed nine people in Harim on Monday.", "On Monday shelling killed nine people in Harim."
    )
    assert compare_passages(passages) == ()
    assert compare_passages([]) == ()


NINE = "Shelling of the market killed nine people in Harim on Monday."


@pytest.mark.parametrize(
    ("other", "published"),
    [
        ("Shelling of the market killed 31 people in Sarmin on Monday.", MAY_4),
        ("Shelling of the market killed 31 people in Harim on Wednesday.", date(2015, 5, 7)),
        ("Shelling of the market killed 31 people in Harim on 20 April 2015.", MAY_4),
        ("A car bomb at the market killed 31 people in Harim on Monday.", MAY_4),
        ("Shelling of the market wounded 31 people in Harim on Monday.", MAY_4),
        ("Shelling of markets has killed 31 people in Harim since Monday.", MAY_4),
        ("Shelling of the market killed nine people, including 5 children, in Harim on Monday.", MAY_4),
        ("Shelling of the market killed 31 people including nine of one family in Harim on Monday.", MAY_4),
        ("Shelling killed 31 people in the town of Sarmin, hours after the market of Harim was hit.", MAY_4),
        ("Shelling of the market killed dozens of people in Harim on Monday.", MAY_4),
        ("The toll includes 31 people killed by shelling of the market in Harim on Monday.", MAY_4),
        ("Shelling of the market also killed 31 people in Harim on Monday.", MAY_4),
        ("A further 31 people were killed by shelling of the market in Harim on Monday.", MAY_4),
        ("In this photo taken on 4 May 2015 shelling of the market killed 31 people in Harim.", MAY_4),
        ("On 2 May 2015, on 3 May 2015 and on 4 May 2015, shelling of the market killed 31 people in Harim.", MAY_4),
        ("Shelling of the market killed 31 people in a mainly Harim town on Monday.", MAY_4),
        ("Shelling of the market killed 46 people in Harim on Monday.", MAY_4),
    ],
    ids=(
        "place,later day,earlier day,means,fate,sum,part,known part,second event,vague,toll of several,also,further,"
        "photo,three days,no name of a place,more than five times"
    ).split(","),
)
def test_another_event_or_another_count_is_no_disagreement(other: str, published: date) -> None:
    assert compare_passages(told(NINE, other, published=(MAY_4, published))) == ()


def test_copies_of_one_story_do_not_disagree_with_each_other() -> None:
    texts = (NINE, NINE.replace("nine", "31"))
    passages = [passage_of(t, article_id=f"a{k}", origin="wire", published=MAY_4, key=k) for k, t in enumerate(texts)]
    assert compare_passages(passages) == ()


def test_a_toll_that_rises_a_day_later_is_a_changed_report() -> None:
    later = "Shelling of the market killed 31 people in Harim on Monday."
    (note,) = compare_passages(told(NINE, later, published=(MAY_4, date(2015, 5, 5))))
    assert note.kind == "superseded"
    assert [side.value for side in note.sides] == ["nine people", "31 people"]


@pytest.mark.parametrize(("hit", "notes"), [((2, 6, 8, 11), 0), ((2, 6), 1), ((), 1)])
def test_where_much_happens_the_place_alone_tells_no_event(hit: tuple[int, ...], notes: int) -> None:
    """With counts from more than three days around the 4th, two sentences must share more than rockets and a day."""
    days = [date(2015, 5, day) for day in hit]
    others = [
        passage_of(
            f"Hail killed four people in Harim on {day:%d %B %Y}.", article_id=f"o{day}", published=day, key=day.day
        )
        for day in days
    ]
    pair = told(
        "Rockets on a wedding party near the old mill killed nine people in Harim on Monday.",
        "Rockets that struck a crowded bus station killed 31 people in Harim on Monday.",
    )
    assert len(compare_passages([*pair, *others])) == notes


def test_one_note_joins_what_is_told_of_one_event_and_shows_six_values_at_most() -> None:
    day = [MAY_4] * 9
    values = ["nine", "12", "15"]
    (note,) = compare_passages(told(*(NINE.replace("nine", value) for value in values), published=tuple(day[:3])))
    assert [side.value for side in note.sides] == ["nine people", "12 people", "15 people"]
    many = [NINE.replace("nine", str(value)) for value in range(10, 18)]
    (note,) = compare_passages(told(*many, many[-1], published=tuple(day)))
    assert len(note.sides) == 6
    assert len(next(side for side in note.sides if side.value == "17 people").quotes) == 2


def test_a_question_is_listed_once_with_its_strongest_note() -> None:
    """Two events of one day and place: the one more origins tell of stays."""
    told_of = [
        NINE,
        NINE.replace("nine", "31"),
        NINE.replace("nine", "20"),
        "A gunman at the harbour hotel killed six people in Harim on Monday.",
        "On Monday a gunman killed 11 people at the harbour hotel in Harim.",
    ]
    found = compare_passages(told(*told_of, published=(MAY_4,) * 5))
    assert [len(note.sides) for note in found] == [3]


def test_a_passage_read_for_its_counts_is_compared_by_them_only() -> None:
    pair = told(
        f"Prime Minister of Norway Ivar Brod sent the envoy. {NINE}",
        f"Norwegian Prime Minister Oleg Sand sent the envoy. {NINE.replace('nine', '31')}",
    )
    assert {note.slot for note in compare_passages(pair)} == {"deaths", "office holder"}
    assert {note.slot for note in compare_passages([], pair)} == {"deaths"}


@pytest.mark.parametrize(
    ("end", "holder"),
    [
        ("the Harim Post said", "the Harim Post"),
        ("the Red Front claims responsibility", None),
        ("which was claimed by the Red Front", None),
    ],
)
def test_who_claims_the_deed_is_no_witness_of_the_count(end: str, holder: str | None) -> None:
    (note,) = compare_passages(told(f"{NINE[:-1]}, {end}.", NINE.replace("nine", "31")))
    assert note.sides[0].holder == holder


def test_a_meeting_is_compared_by_its_day_and_a_council_meets_alone() -> None:
    talks = "Norwegian Prime Minister Ivar Brod met Finnish President Aino Salo in Oslo on {}."
    (note,) = compare_passages(told(talks.format("3 May 2015"), talks.format("2 May 2015")))
    assert note.slot == "date"
    assert {side.value for side in note.sides} == {"3 May 2015", "2 May 2015"}
    assert compare_passages(told(talks.format("3 May 2015"), talks.format("2 March 2015"))) == ()


def test_an_agreement_of_another_story_is_no_denial() -> None:
    yes = "Ivar Brod of Norway and Aino Salo of Finland reached a consensus on fishing."
    no = "Ivar Brod of Norway and Aino Salo of Finland did not reach a consensus on fishing."
    (note,) = compare_passages(told(yes, no))
    assert note.slot == "outcome"
    assert compare_passages(told(yes, no, published=(MAY_4, date(2015, 8, 4)))) == ()
    assert compare_passages(told(yes, "The farmers of Chad did not reach a consensus on prices.")) == ()
    outside = "Ivar Brod of Norway and Aino Salo of Finland said the Sami are not party to the fishing consensus."
    assert compare_passages(told(yes, outside)) == ()


def test_one_quote_is_no_two_sides() -> None:
    """The day a report was given is not the day of the meeting: one sentence must not disagree with itself."""
    met = "Norwegian Prime Minister Ivar Brod met Finnish President Aino Salo in Oslo on Saturday."
    due = met.replace(" met ", " will meet ").replace("Norwegian", "Officials on Wednesday said Norwegian")
    assert compare_passages(told(met, due)) == ()


def test_ten_thousand_numbers_do_not_stall_it() -> None:
    flood = "In Harim on Monday shelling killed " + ", ".join(f"{n} people" for n in range(10_000)) + "."
    lines = "\n".join(f"Shelling killed {n} people in Harim on Monday." for n in range(10_000))
    began = time.process_time()
    compare_passages(told(flood, lines))
    assert time.process_time() - began < 10


def test_a_thousand_counts_of_one_event_do_not_stall_it() -> None:
    told_of = told(*(NINE.replace("nine", str(n)) for n in range(10, 1010)), published=(MAY_4,) * 1_000)
    began = time.process_time()
    (note,) = compare_passages([], told_of)
    assert time.process_time() - began < 10
    assert len(note.sides) == 6


def test_near_passages_are_those_of_other_origins_in_one_week() -> None:
    """a and b point one way in one week, c does a month later, d points elsewhere, e copies a."""
    passages = [
        passage_of("a", article_id="a", published=MAY_4, key=0),
        passage_of("b", article_id="b", published=date(2015, 5, 6), key=1),
        passage_of("c", article_id="c", published=date(2015, 6, 6), key=2),
        passage_of("d", article_id="d", published=MAY_4, key=3),
        passage_of("e", article_id="e", origin="d", published=MAY_4, key=4),
    ]
    vectors = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    assert [p.text for p in near_passages(passages, vectors, 4)] == ["a", "b"]
    assert near_passages(passages, vectors, 1) == []
