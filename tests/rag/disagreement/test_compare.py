from __future__ import annotations

from datetime import date

from rag.disagreement.compare import compare_passages
from tests.rag.disagreement.cases import passage_of


def test_an_office_a_toll_and_silence() -> None:
    passages = [
        passage_of("Prime Minister of Norway Ivar Brod received the envoy on Tuesday.", article="a", key=1),
        passage_of("Norwegian Prime Minister Oleg Sand received the envoy on Tuesday.", article="b", key=2),
        passage_of(
            "Shelling killed nine people in Harim on 4 May 2015.", article="c", published=date(2015, 5, 4), key=3
        ),
        passage_of("On 4 May 2015 shelling killed 31 people in Harim.", article="d", published=date(2015, 5, 4), key=4),
        passage_of("The weather in Bergen was mild.", article="e", key=5),
    ]
    found = {note.slot: note for note in compare_passages(passages)}
    assert set(found) == {"office holder", "deaths"}
    assert {side.value for side in found["office holder"].sides} == {"Ivar Brod", "Oleg Sand"}
    assert {side.value for side in found["deaths"].sides} == {"nine people", "31 people"}


def test_what_agrees_is_not_listed() -> None:
    passages = [
        passage_of("Shelling killed nine people in Harim on 4 May 2015.", article="c", key=3),
        passage_of("On 4 May 2015 shelling killed nine people in Harim.", article="d", key=4),
    ]
    assert compare_passages(passages) == ()
    assert compare_passages([]) == ()
