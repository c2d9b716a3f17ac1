"""Gradio is imported without stubs, and nothing else notices."""

from __future__ import annotations

import inspect

import pytest

from rag.page.conversation import Conversation
from rag.page.quick_import import without_stubs


class Component:
    __module__ = "gradio.components.made_up"


def test_only_classes_of_gradio_seem_to_have_no_file_and_only_inside() -> None:
    find = inspect.getfile
    with without_stubs():
        with pytest.raises(OSError, match="without stubs"):
            inspect.getfile(Component)
        assert inspect.getfile(Conversation).endswith("conversation.py")
        assert inspect.getfile(inspect).endswith("inspect.py")
    assert inspect.getfile is find


def test_what_goes_wrong_inside_leaves_nothing_behind() -> None:
    find = inspect.getfile
    with pytest.raises(ImportError), without_stubs():
        raise ImportError
    assert inspect.getfile is find
