"""Plain text (.txt) and Markdown (.md) with YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.loading.decoding import clean_text, decode, read_bytes
from index.loading.drafts import Draft, draft_of
from index.loading.exports import read_export
from index.loading.reports import Flawed, Recognised, Skipped
from index.loading.wrapped import unwrap

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_MAX_FRONT_MATTER = 64_000
_MAX_MARKDOWN = 300_000
"""Longer text keeps its marks: a person does not write so much, and the parser takes a second for 20 kB of brackets."""


def read_text(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """The whole file is one article, unless it is the export of a database; lines broken by width are joined."""
    text = decode(read_bytes(path))
    export = read_export(text, wrapped=True)
    if export is None:
        yield Draft(text=unwrap(clean_text(text)))
    else:
        yield from export


def read_markdown(path: Path) -> Iterator[Draft | Flawed]:
    """One article; fields from the front matter between two ``---`` lines, marks of emphasis and links removed."""
    text = decode(read_bytes(path))
    front = _FRONT_MATTER.match(text[:_MAX_FRONT_MATTER])
    if front is None:
        yield Draft(text=unwrap(strip_markdown(text)), title=_first_heading(text))
        return
    fields, complaint = _parse_front_matter(front[1])
    if complaint is not None:
        yield Flawed(str(path), complaint, "Correct it; the article was indexed without it.")
    body = text[front.end() :]
    yield draft_of(fields, text=unwrap(strip_markdown(body)))


def strip_markdown(text: str) -> str:
    """The words of a Markdown text, paragraph by paragraph.

    >>> strip_markdown("# Rain\\n\\nIt *rained* in [London](https://example.org/l)\\nall day.\\n\\n- cats\\n- dogs")
    'Rain\\n\\nIt rained in London\\nall day.\\n\\ncats\\n\\ndogs'
    """
    if len(text) > _MAX_MARKDOWN:
        return text
    from markdown_it import MarkdownIt

    blocks = []
    for token in MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).parse(text):
        if token.type == "inline":
            parts = ["\n" if part.type in ("softbreak", "hardbreak") else part.content for part in token.children or ()]
            blocks.append("".join(parts))
        elif token.type in ("fence", "code_block", "html_block"):
            blocks.append(token.content.strip("\n"))
    return "\n\n".join(block for block in blocks if block.strip())


def _first_heading(text: str) -> str:
    heading = re.match(r"\s*#\s+(.{1,200}?)\s*#*\s*$", text, re.MULTILINE)
    return strip_markdown(heading[1]) if heading else ""


def _parse_front_matter(block: str) -> tuple[dict[object, object], str | None]:
    """The fields, every value a string as it stands (so that no date is half-parsed), or what is wrong."""
    import yaml

    class PlainLoader(yaml.BaseLoader):
        """Without aliases: nine lines of them stand for a billion values."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
                raise yaml.MarkedYAMLError(problem="aliases are not read", problem_mark=mark)
            return super().compose_node(parent, index)

    try:
        fields = yaml.load(block, Loader=PlainLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        return {}, f"its front matter is not valid YAML (line {line}: {error.problem})"
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, "its front matter is not valid YAML"
    if isinstance(fields, dict):
        return fields, None
    return {}, None if fields in (None, "") else "its front matter is no list of fields, such as title: ..."
