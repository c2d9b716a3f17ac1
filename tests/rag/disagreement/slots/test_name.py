from __future__ import annotations

from rag.disagreement.slots.name import NOT_TIED, NameSlot
from rag.question import asked_of
from tests.rag.disagreement.cases import told


def test_a_surname_is_the_full_name_that_stands_elsewhere() -> None:
    asked = "Who is the mayor of Selby?"
    slot = NameSlot(asked_of(asked))
    texts = ["Ana Prado, a doctor, ran in May.", "Selby Mayor Prado spoke.", "Selby Mayor Eva Soler spoke."]
    prado, soler = slot.values(told(asked, *texts))
    assert [(claim.shown, claim.value.name, claim.score) for claim in (prado, soler)] == [
        ("Prado", "Ana Prado", 1.0),
        ("Eva Soler", "Eva Soler", 1.0),
    ]
    assert slot.differ(prado, soler)
    assert not slot.differ(prado, prado)


def test_whom_the_same_person_met_stands_in_for_the_holder() -> None:
    asked = "Who is the Chilean president?"
    slot = NameSlot(asked_of(asked))
    texts = [
        "Chilean President Ana Prado met Luis Vega in Lima.",
        "Chilean President Ana Prado held talks with Luis Vega.",
        "Luis Vega met Rosa Paz in Chile.",
    ]
    claims = slot.values(told(asked, *texts))
    assert [(claim.shown, claim.score, claim.note) for claim in claims][2:] == [("Rosa Paz", 0.5, NOT_TIED)]
