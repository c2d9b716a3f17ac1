"""From the letters of a PDF page to paragraphs in reading order.

A page is cut into regions: along an empty strip from top to bottom (between
columns) where there is one, else along the widest empty band from left to
right. What cannot be cut is read line by line. A line goes on in the next one
unless that one's first word would have fitted on it, starts further right, or
is set in another size.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from index.loading.wrapped import join_lines

_SAME_LINE = 0.5
_WORD_GAP = 0.25
"""Of the font size: a wider gap between two letters is a blank."""
_SEGMENT_GAP = 1.0
"""Of the font size: a wider one may be the strip between two columns."""
_STRIP = 0.7
_BAND = 0.9
_WIDE_BAND = 4.0
_INDENT = 0.7
_OTHER_SIZE = 1.15
_PITCH = 1.45
_LEAST_LINES = 3
_MANY_LINES = 8
_APART = 3.0
"""Of the font size: what stands further apart on one line is no running text."""
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Letter:
    """One character; ``base`` is the height of its line, which grows upwards, as in PDF."""

    sign: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of letters on one line."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    size: float
    """Of its font; headlines have a larger one."""
    goes_on: bool = False
    """Its last line is full, so that what comes next, in another column, may be the same sentence."""


def paragraphs_of(letters: Sequence[Letter]) -> list[Paragraph]:
    """The paragraphs of a page in reading order."""
    made: list[Paragraph] = []
    for region in _regions(list(_segments(letters)), 0):
        for paragraph in _lines_to_paragraphs(_lines(region)):
            before = made[-1] if made else None
            if before is not None and _continues(before, paragraph):
                made[-1] = Paragraph(join_lines(before.text, paragraph.text), before.size, paragraph.goes_on)
            else:
                made.append(paragraph)
    return made


def _continues(before: Paragraph, after: Paragraph) -> bool:
    """True where a sentence runs on over a break of column or page."""
    same_size = max(before.size, after.size) <= _OTHER_SIZE * min(before.size, after.size)
    unfinished = before.text[-1:] not in '.!?:"”»’)]' and len(before.text) > 20
    return (
        same_size
        and unfinished
        and (after.text[:1].islower() or (before.text.endswith("-") and after.text[:1].isalnum()))
    )


def join_pages(pages: Sequence[Sequence[Paragraph]]) -> list[Paragraph]:
    """The paragraphs of all pages; a sentence that runs over the edge of a page is one."""
    made: list[Paragraph] = []
    for page in pages:
        for number, paragraph in enumerate(page):
            if number == 0 and made and _continues(made[-1], paragraph):
                made[-1] = Paragraph(join_lines(made[-1].text, paragraph.text), made[-1].size, paragraph.goes_on)
            else:
                made.append(paragraph)
    return made


def _segments(letters: Sequence[Letter]) -> Iterator[Segment]:
    """Letters in the order of the file, joined while they follow each other on one line."""
    run: list[Letter] = []
    for letter in letters:
        if not letter.sign.strip():
            if run and not run[-1].sign.isspace():
                run.append(Letter(" ", run[-1].right, run[-1].right, run[-1].base, run[-1].size))
            continue
        if run and not _follows(_last(run), letter):
            yield _segment(run)
            run = []
        last = _last(run) if run else None
        if last is not None and run[-1].sign != " " and letter.left - last.right > _WORD_GAP * letter.size:
            run.append(Letter(" ", last.right, last.right, last.base, last.size))
        run.append(letter)
    if run:
        yield _segment(run)


def _last(run: Sequence[Letter]) -> Letter:
    return run[-1] if not run[-1].sign.isspace() or len(run) < 2 else run[-2]


def _follows(last: Letter, letter: Letter) -> bool:
    size = max(last.size, letter.size)
    gap = letter.left - last.right
    return abs(last.base - letter.base) < _SAME_LINE * size and -0.5 * size < gap < _SEGMENT_GAP * size


def _segment(run: Sequence[Letter]) -> Segment:
    kept = [letter for letter in run if not letter.sign.isspace()]
    text = "".join(letter.sign for letter in run).strip()
    return Segment(
        text,
        min(letter.left for letter in kept),
        max(letter.right for letter in kept),
        median(letter.base for letter in kept),
        median(letter.size for letter in kept),
    )


def _regions(segments: list[Segment], depth: int) -> Iterator[list[Segment]]:
    if len(segments) < 2 * _LEAST_LINES or depth > _DEEPEST:
        if segments:
            yield segments
        return
    size = median(segment.size for segment in segments)
    wide = _widest_band(segments, _WIDE_BAND * size)
    if wide is not None:  # a heading above the columns, a line below them
        for part in ([each for each in segments if each.base >= wide], [each for each in segments if each.base < wide]):
            yield from _regions(part, depth + 1)
        return
    strip = _widest_strip(segments, _STRIP * size)
    if strip is not None:
        for part in (
            [each for each in segments if each.right <= strip],
            [each for each in segments if each.right > strip],
        ):
            yield from _regions(part, depth + 1)
        return
    band = _band_above_columns(segments, size)
    if band is not None:
        for part in ([each for each in segments if each.base >= band], [each for each in segments if each.base < band]):
            yield from _regions(part, depth + 1)
        return
    yield segments


def _widest_band(segments: Sequence[Segment], least: float) -> float | None:
    """The y of the widest empty band from left to right that is at least so wide."""
    bases = sorted({segment.base for segment in segments}, reverse=True)
    gaps = [(upper - lower, (upper + lower) / 2) for upper, lower in itertools.pairwise(bases)]
    widest = max(gaps, default=(0.0, 0.0))
    return widest[1] if widest[0] >= least else None


def _widest_strip(segments: Sequence[Segment], least: float) -> float | None:
    """The x of an empty strip with lines side by side on both of its sides; None where there is none."""
    ordered = sorted(segments, key=lambda segment: segment.left)
    edge = ordered[0].right
    strips = []
    for segment in ordered[1:]:
        if segment.left - edge >= least:
            strips.append((segment.left - edge, edge))
        edge = max(edge, segment.right)
    for _, place in sorted(strips, reverse=True):
        left = [segment for segment in segments if segment.right <= place]
        right = [segment for segment in segments if segment.right > place]
        if _is_column(left) and ((_is_column(right) and _beside(left, right)) or _is_rest(left, right)):
            return place
    return None


def _is_column(segments: Sequence[Segment]) -> bool:
    return len({round(segment.base) for segment in segments}) >= _LEAST_LINES


def _is_rest(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """True where a column of many lines has the last ones of its text beside its top."""
    top = max(segment.base for segment in left)
    return (
        len({round(segment.base) for segment in left}) >= _MANY_LINES
        and len(right) < _LEAST_LINES
        and all(top - segment.base < _LEAST_LINES * 2 * segment.size for segment in right)
    )


def _beside(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """True where two groups stand side by side, and are text: most of their lines are more than a figure."""
    low = max(min(segment.base for segment in left), min(segment.base for segment in right))
    high = min(max(segment.base for segment in left), max(segment.base for segment in right))
    heights = [max(each.base for each in side) - min(each.base for each in side) for side in (left, right)]
    wide = [sum(len(each.text) > 12 for each in side) >= 0.5 * len(side) for side in (left, right)]
    return high - low >= 0.3 * min(heights) and all(wide)


def _band_above_columns(segments: Sequence[Segment], size: float) -> float | None:
    """The y of an empty band under (or above) which the page falls into columns; None where it helps nothing."""
    bases = sorted({segment.base for segment in segments}, reverse=True)
    gaps = [
        (upper - lower, (upper + lower) / 2)
        for upper, lower in itertools.pairwise(bases)
        if upper - lower > _BAND * size
    ]
    for _, place in sorted(gaps, reverse=True)[:60]:
        for part in (
            [each for each in segments if each.base < place],
            [each for each in segments if each.base >= place],
        ):
            if len(part) >= 2 * _LEAST_LINES and _widest_strip(part, _STRIP * size) is not None:
                return place
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    base: float
    size: float


def _lines(segments: Sequence[Segment]) -> list[_Line]:
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda each: (-each.base, each.left)):
        if rows and abs(rows[-1][0].base - segment.base) < _SAME_LINE * max(segment.size, rows[-1][0].size):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    made = []
    for row in rows:
        ordered = sorted(row, key=lambda each: each.left)
        made.append(
            _Line(
                _joined(ordered),
                ordered[0].left,
                max(each.right for each in ordered),
                row[0].base,
                max(each.size for each in ordered),
            )
        )
    return made


def _joined(row: Sequence[Segment]) -> str:
    """The segments of a line; a tab where they stand far apart."""
    parts = [row[0].text]
    for before, segment in itertools.pairwise(row):
        parts.append("\t" if segment.left - before.right > _APART * segment.size else " ")
        parts.append(segment.text)
    return "".join(parts)


def _lines_to_paragraphs(lines: Sequence[_Line]) -> Iterator[Paragraph]:
    if not lines:
        return
    right = max(line.right for line in lines)
    pitches = [upper.base - lower.base for upper, lower in itertools.pairwise(lines)]
    usual = sorted(pitches)[len(pitches) // 3] if pitches else 0.0  # gaps between paragraphs are wider than lines
    left = median(line.left for line in lines)
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        if _breaks(before, line, left, right, usual):
            yield Paragraph(text, before.size)
            text = line.text
        else:
            text = join_lines(text, line.text)
    last = lines[-1]
    yield Paragraph(text, last.size, goes_on=last.right > right - 3 * last.size)


def _breaks(before: _Line, line: _Line, left: float, right: float, usual: float) -> bool:
    """True where ``line`` begins a paragraph."""
    size = max(before.size, line.size)
    if size > _OTHER_SIZE * min(before.size, line.size):
        return True
    if before.base - line.base > _PITCH * max(usual, size):
        return True
    if line.left - left > _INDENT * size and line.left - before.left > 0.3 * size:
        return True
    if before.text.endswith("-") or not any(sign.isalnum() for sign in line.text):
        return False
    if before.text[-1:] in '.!?"”' and before.right + 1.2 * size < right:
        return True
    first = line.text.split(None, 1)[0]
    letter = (line.right - line.left) / max(1, len(line.text))
    return before.right + letter * (len(first) + 1) * 1.1 < right
