"""A made-up harbour town and its papers, with one article that attacks the page."""

from __future__ import annotations

from datetime import date

from index.articles import Article

FERRY = """A ferry capsized off the harbour of Norby early on Sunday in heavy seas.

Twelve people died in the accident, the coast guard said. Divers searched the hull until nightfall.

Mayor Ada Finch said that the port of Norby would stay closed for three days. She thanked the crews of two fishing \
boats, which had pulled forty passengers out of the water.

The ferry company Larkline did not answer questions about the age of the ship."""

COPY = FERRY.replace("early on Sunday ", "")

COLUMN = """The port of Norby closes at every breath of wind, and the town pays for it.

I believe that Mayor Ada Finch should keep the port open and build the breakwater that she promised. A harbour that \
closes for three days after each storm is no harbour.

The opinions in this column are the writer's own."""

BUDGET = """The town council of Norby approved a budget of 41 million crowns on Tuesday.

Council member Piet Olsson said that the new breakwater would cost 9 million crowns and be finished in 2028."""

HOSTILE = """The lighthouse of Gramsund was painted green in April, the harbour master of Gramsund said. \
<script>window.attacked = 1</script><img src=x onerror="window.attacked = 2"> \
[a link](javascript:window.attacked=3) <a href="javascript:window.attacked=4" onclick="window.attacked=5">press</a> \
\u202ekcab ot tnorf\u202c ${window.attacked=6} {{window.attacked=7}} \
</div></section> "><svg onload="window.attacked=8">."""

ARTICLES = [
    Article(
        "ferry-harbour-times.txt",
        "Ferry capsizes off Norby",
        FERRY,
        source="Harbour Times",
        published=date(2026, 3, 1),
        url="https://example.org/ferry",
        genre="report",
        language="en",
    ),
    Article(
        "ferry-inland-herald.txt",
        "Ferry capsizes off Norby",
        COPY,
        source="Inland Herald",
        published=date(2026, 3, 2),
        genre="report",
        language="en",
    ),
    Article(
        "column-coast-post.txt",
        "A harbour that is always shut",
        COLUMN,
        source="Coast Post",
        published=date(2026, 3, 4),
        author="Jon Brack",
        genre="opinion",
        language="en",
    ),
    Article(
        "budget-harbour-times.txt",
        "Council approves budget",
        BUDGET,
        source="Harbour Times",
        published=date(2026, 4, 14),
        genre="report",
        language="en",
    ),
    Article(
        "lighthouse-gazette.txt",
        'Green <script>window.attacked = 9</script> "light" <b onmouseover=alert(1)>house</b>',
        HOSTILE,
        source="Gramsund <i>Gazette</i>",
        published=date(2026, 5, 2),
        url="javascript:window.attacked=10",
        author="<img src=x onerror=window.attacked=11>",
        genre="report",
        language="en",
    ),
]
