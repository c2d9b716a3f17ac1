"""Windows of whole sentences: what the network is shown of a longer text."""

from __future__ import annotations

from random import Random

from training.examples import ReadExample
from training.text import sentence_spans


def window(text: str, answer: tuple[int, int], longest: int, random: Random) -> ReadExample | None:
    """Whole sentences around the answer, at most ``longest`` characters unless one sentence is longer."""
    spans = sentence_spans(text)
    inside = [i for i, (start, end) in enumerate(spans) if start < answer[1] and end > answer[0]]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    while True:
        sides = []
        if first > 0 and spans[last][1] - spans[first - 1][0] <= longest:
            sides.append(-1)
        if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= longest:
            sides.append(1)
        if not sides:
            break
        if random.choice(sides) < 0:
            first -= 1
        else:
            last += 1
    origin = spans[first][0]
    passage = text[origin : spans[last][1]]
    sentences = tuple((start - origin, end - origin) for start, end in spans[first : last + 1])
    relevant = tuple(i - first for i in inside)
    return ReadExample("", passage, (answer[0] - origin, answer[1] - origin), sentences, relevant, "answered")


def cut(text: str, longest: int) -> str:
    """The first whole sentences of a text that fit, at least one.

    >>> cut("It rained. It snowed. It hailed.", 22)
    'It rained. It snowed.'
    """
    spans = sentence_spans(text)
    ends = [end for _, end in spans if end <= longest] or [end for _, end in spans[:1]]
    return text[: ends[-1]] if ends else ""


def pieces(text: str, longest: int) -> list[str]:
    """A text in stretches of whole sentences, each at most ``longest`` characters unless one sentence is longer.

    >>> pieces("It rained. It snowed. It hailed.", 22)
    ['It rained. It snowed.', 'It hailed.']
    """
    found: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        if found and end - found[-1][0] <= longest:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [text[start:end] for start, end in found]
