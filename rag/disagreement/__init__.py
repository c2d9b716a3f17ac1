"""Where independent sources differ on what was asked, and what kind of difference it is.

finding     the first slot that answers -> its claims -> which clash -> the sides -> the note
slots/      what a question can ask for, one file each: count, date, name, agent, place, sort, side, answer, stated
claims      what one article says on the point, with the words that say it
aligning    how well a sentence fits the asked event, and the certainty of a claim in it
events      could two sentences speak of one event?
counted     does a number count what was asked?
topical     is an outcome the asked one?
differing   can two values not both be right?
conflict    the same of two answers that the reader read, each laid before the other's passage
explaining  what kind of difference it is, and the sentence that says so
grid        claims by origins
survey/     the same without a question, over the articles of a topic or a whole index
"""

from __future__ import annotations

from rag.disagreement.conflict import Relate
from rag.disagreement.finding import find as find_disagreements
from rag.disagreement.grid import grid_of as build_grid

__all__ = ["Relate", "build_grid", "find_disagreements"]
