"""Made-up events, two of each kind so that only the event tells them apart, and conversations about them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from index.articles import Article

NEWS = {
    "kalmo": (
        "2024-05-03",
        "The ferry Astrid capsized off Kalmo on 3 May 2024 and twelve people died, the coastguard said. Five of the "
        "dead were children on a school trip. A broken bow door was responsible for the accident, investigators said.",
    ),
    "kalmo-after": (
        "2024-05-04",
        "Divers searched the wreck of the ferry off Kalmo on 4 May 2024 and found the ship's log. The captain was "
        "arrested at the hospital in Kalmo that evening.",
    ),
    "brun": (
        "2021-08-12",
        "The ferry Solveig ran aground off Brun on 12 August 2021 and thirty people died, police said. Two of the dead "
        "were children. A drunken helmsman was responsible for the accident, the court was told.",
    ),
    "brun-after": (
        "2021-08-13",
        "Salvage ships reached the ferry off Brun on 13 August 2021. The captain was cleared and went home.",
    ),
    "tarnholm": (
        "2023-06-04",
        "A road bridge in Tarnholm collapsed on 4 June 2023, killing nine motorists. Rust in the cables was the cause, "
        "engineers said. The mayor of Tarnholm, Ana Prado, had closed one lane in spring.",
    ),
    "ostby": (
        "2019-10-09",
        "A railway bridge in Ostby collapsed on 9 October 2019, killing four passengers. A flood had washed out its "
        "pillars, engineers said. The mayor of Ostby, Bo Lindqvist, had asked for money for repairs.",
    ),
    "larvo": (
        "2022-02-07",
        "Nurses at the hospital in Larvo began a strike on 7 February 2022 over night shifts. Their leader, Mira Tolk, "
        "said that 400 nurses had joined. It ended after six days, when the board paid a bonus.",
    ),
    "hamnes": (
        "2020-11-16",
        "Nurses at the hospital in Hamnes began a strike on 16 November 2020 over masks. Their leader, Jon Varga, said "
        "that 90 nurses had joined. It ended after two days, when the ministry sent masks.",
    ),
}
ARTICLES = [
    Article(id=name, title="", text=text, source="Coast Wire", published=date.fromisoformat(day), language="en")
    for name, (day, text) in NEWS.items()
]


class Conversation(NamedTuple):
    question: str
    answer: str
    followup: str
    searched: str
    """The follow-up as it is to be searched."""
    article: str
    """Which article is to be found first."""


CONVERSATIONS = [
    Conversation(*row)
    for row in (
        (
            "How many people died in the ferry accident off Kalmo?",
            "The ferry Astrid capsized off Kalmo on 3 May 2024 and twelve people died, the coastguard said.",
            "How many of them were children?",
            "How many of them were children (in the ferry accident off Kalmo on 3 May 2024)?",
            "kalmo",
        ),
        (
            "How many people died in the ferry accident off Kalmo?",
            "Twelve people died.",
            "Who was responsible for it?",
            "Who was responsible for the ferry accident off Kalmo?",
            "kalmo",
        ),
        (
            "What happened in the ferry accident off Kalmo?",
            "The ferry Astrid capsized off Kalmo on 3 May 2024.",
            "And the day after?",
            "What happened in the ferry accident off Kalmo on 4 May 2024?",
            "kalmo-after",
        ),
        (
            "How many people died in the ferry accident off Brun on 12 August 2021?",
            "Thirty people died, police said.",
            "What happened there the next day?",
            "What happened there on 13 August 2021 (in the ferry accident off Brun)?",
            "brun-after",
        ),
        (
            "How many people died in the ferry accident off Brun?",
            "Thirty people died, police said.",
            "When did it happen?",
            "When did the ferry accident off Brun happen?",
            "brun",
        ),
        (
            "How many people died in the ferry accident off Brun?",
            "Thirty people died, police said.",
            "Were they tourists?",
            "Were they tourists (in the ferry accident off Brun)?",
            "brun",
        ),
        (
            "What caused the ferry accident off Kalmo on 3 May 2024?",
            "A broken bow door was responsible.",
            "Was the captain arrested?",
            "Was the captain arrested (about the ferry accident off Kalmo on 3 May 2024)?",
            "kalmo-after",
        ),
        (
            "Who died when the bridge in Tarnholm collapsed?",
            "Nine motorists died on 4 June 2023.",
            "What was the cause of it?",
            "What was the cause of it (died when the bridge in Tarnholm collapsed on 4 June 2023)?",
            "tarnholm",
        ),
        (
            "How many people died in the bridge collapse in Ostby?",
            "Four passengers were killed.",
            "Why did it collapse?",
            "Why did the bridge collapse in Ostby collapse?",
            "ostby",
        ),
        (
            "How many people died in the bridge collapse?",
            "A road bridge in Tarnholm collapsed on 4 June 2023, killing nine motorists.",
            "Who was mayor there then?",
            "Who was mayor there then (in the bridge collapse in Tarnholm on 4 June 2023)?",
            "tarnholm",
        ),
        (
            "What happened?",
            "A railway bridge in Ostby collapsed on 9 October 2019, killing four passengers.",
            "Who was responsible for it?",
            "Who was responsible for it (railway bridge in Ostby collapsed on 9 October 2019)?",
            "ostby",
        ),
        (
            "Who led the strike in Larvo?",
            "Mira Tolk led it.",
            "How many nurses joined?",
            "How many nurses joined (about the strike in Larvo)?",
            "larvo",
        ),
        (
            "Who led the strike in Larvo?",
            "Mira Tolk led it.",
            "What did she say?",
            "What did Mira Tolk say (about the strike in Larvo)?",
            "larvo",
        ),
        (
            "Who led the strike in Larvo?",
            "Mira Tolk led it.",
            "And in Hamnes?",
            "Who led the strike in Hamnes?",
            "hamnes",
        ),
        (
            "When did the strike at the hospital in Hamnes begin?",
            "It began on 16 November 2020.",
            "How did it end?",
            "How did the strike at the hospital in Hamnes on 16 November 2020 end?",
            "hamnes",
        ),
        (
            "When did the strike at the hospital in Hamnes begin?",
            "It began on 16 November 2020.",
            "Summarise it.",
            "Summarise the strike at the hospital in Hamnes on 16 November 2020.",
            "hamnes",
        ),
        # questions that stand alone
        (
            "How many people died in the ferry accident off Kalmo?",
            "Twelve people died.",
            "Who led the strike in Hamnes?",
            "Who led the strike in Hamnes?",
            "hamnes",
        ),
        (
            "How many people died in the ferry accident off Kalmo?",
            "Twelve people died.",
            "How many nurses joined the strike over masks?",
            "How many nurses joined the strike over masks?",
            "hamnes",
        ),
        (
            "Who led the strike in Larvo?",
            "Mira Tolk led it.",
            "Was Ana Prado mayor of Tarnholm when its bridge collapsed?",
            "Was Ana Prado mayor of Tarnholm when its bridge collapsed?",
            "tarnholm",
        ),
        (
            "Who led the strike in Larvo?",
            "Mira Tolk led it.",
            "How many passengers died in the collapse?",
            "How many passengers died in the collapse?",
            "ostby",
        ),
        (
            "Who led the strike in Larvo?",
            "Mira Tolk led it.",
            "Is it true that Bo Lindqvist asked for money?",
            "Is it true that Bo Lindqvist asked for money?",
            "ostby",
        ),
    )
]
