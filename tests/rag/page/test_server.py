"""The page without a browser: its endpoint, its logins, its queue."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from rag.answer import Answer, Statement
from rag.assistant import Assistant
from rag.page import server
from rag.page.desk import Desk
from rag.page.logins import Logins, add_login, read_logins
from tests.browser.conftest import free_port

ROOT = Path(__file__).resolve().parents[3]
SLOW, QUICK = "slow", "quick"


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Launch a page over an assistant; returns its address."""
    pages = []

    def launch(assistant: Assistant, logins: Logins | None = None, **options: Any) -> str:
        desk = Desk(assistant, gold=tmp_path / "gold.jsonl", **options)
        page = server.launch(desk, host="127.0.0.1", port=free_port(), logins=logins)
        pages.append(page)
        return str(page.local_url)

    yield launch
    for page in pages:
        page.close(verbose=False)


@pytest.fixture
def samples(sample_index: Path) -> Iterator[Assistant]:
    with Assistant.open(sample_index) as assistant:
        yield assistant


def client(url: str, **options: Any) -> Client:
    return Client(url, verbose=False, analytics_enabled=False, **options)


@pytest.mark.real_model
@pytest.mark.parametrize("document", ["docs/chat.md", "README.md"])
def test_the_documented_script_runs(
    document: str, samples: Assistant, launched: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / document).read_text("utf-8"), re.S)
    scripts = [block for block in blocks if "gradio_client" in block]
    assert scripts, f"{document} shows no script that asks the page"
    url = launched(samples)
    for script in scripts:
        exec(script.replace("http://127.0.0.1:7860", url), {})
    assert "One-China" in capsys.readouterr().out


@pytest.mark.real_model
def test_the_endpoint_answers_as_the_assistant_does(samples: Assistant, launched: Callable[..., str]) -> None:
    asking = client(launched(samples))
    got = asking.predict("What did the UK say about Taiwan?", genres=["opinion"], since="2026-01-01", api_name="/ask")
    due = samples.ask("What did the UK say about Taiwan?", genres=["opinion"], since="2026-01-01").to_dict()
    assert {**got, "timings_ms": 0} == {**due, "timings_ms": 0}
    for wrong, why in (({"question": " "}, "empty"), ({"question": "Who?", "since": "soon"}, "not a date")):
        with pytest.raises(AppError, match=why):
            asking.predict(**wrong, api_name="/ask")


def test_no_other_endpoint_is_open_to_scripts(samples: Assistant, launched: Callable[..., str]) -> None:
    described = client(launched(samples)).view_api(return_format="dict", print_info=False)
    assert isinstance(described, dict)
    assert list(described["named_endpoints"]) == ["/ask"]
    assert not described["unnamed_endpoints"]


def test_only_a_login_lets_in(samples: Assistant, launched: Callable[..., str], tmp_path: Path) -> None:
    import httpx

    add_login(tmp_path / "logins", "ann", "correct horse")
    url = launched(samples, read_logins(tmp_path / "logins"))
    assert httpx.get(f"{url}gradio_api/info", trust_env=False).status_code == 401
    assert httpx.post(f"{url}gradio_api/upload", files={"files": b"x"}, trust_env=False).status_code == 401
    with pytest.raises(Exception, match=r"[Aa]uth|credentials|login"):
        client(url, auth=("ann", "wrong horse")).predict("Who?", api_name="/ask")
    answer = client(url, auth=("ann", "correct horse")).predict("Who met in Tokyo?", api_name="/ask")
    assert answer["schema"] == 1


class Waiting(Assistant):
    """Answers at once, but a slow question only when it is let go."""

    def __init__(self, index: Any) -> None:
        super().__init__(index)
        self.go_on = threading.Event()

    def stream(self, question: str, **given: Any) -> Iterator[Statement | Answer]:
        if question == SLOW:
            self.go_on.wait(30)
        yield Answer(question, abstained=True, reason="Said.")


def test_slow_questions_do_not_block_the_rest(samples: Assistant, launched: Callable[..., str]) -> None:
    waiting = Waiting(samples.index)
    url = launched(waiting)
    asking = client(url)
    slow = [asking.submit(SLOW, api_name="/ask") for _ in range(server.ANSWERS_AT_ONCE - 1)]
    assert asking.predict(QUICK, api_name="/ask")["reason"] == "Said."
    assert not any(each.done() for each in slow)
    waiting.go_on.set()
    assert [each.result(timeout=30)["question"] for each in slow] == [SLOW] * len(slow)


def test_many_at_once_wait_their_turn(samples: Assistant, launched: Callable[..., str]) -> None:
    waiting = Waiting(samples.index)
    waiting.go_on.set()
    asking = client(launched(waiting))
    with ThreadPoolExecutor(12) as people:
        asked = [people.submit(asking.predict, f"{QUICK} {n}", api_name="/ask") for n in range(24)]
        assert [each.result(timeout=60)["question"] for each in asked] == [f"{QUICK} {n}" for n in range(24)]


def test_an_unforeseen_error_tells_scripts_nothing_of_the_inside(
    samples: Assistant, launched: Callable[..., str], capfd: pytest.CaptureFixture[str]
) -> None:
    class Broken(Assistant):
        def stream(self, question: str, **given: Any) -> Iterator[Statement | Answer]:
            raise RuntimeError("the secret place")

    with pytest.raises(AppError, match="Something went wrong") as raised:
        client(launched(Broken(samples.index))).predict("Who?", api_name="/ask")
    assert "secret" not in str(raised.value)
    assert "the secret place" in capfd.readouterr().err


def test_a_taken_port_is_told(samples: Assistant, launched: Callable[..., str], tmp_path: Path) -> None:
    from index.errors import CrosscheckError

    url = launched(samples)
    port = int(url.rstrip("/").rsplit(":", 1)[1])
    with pytest.raises(CrosscheckError, match="--port"):
        server.launch(Desk(samples, gold=tmp_path / "g.jsonl"), host="127.0.0.1", port=port)


def test_a_read_only_page_has_nothing_to_change_with(samples: Assistant, launched: Callable[..., str]) -> None:
    import httpx

    shown = httpx.get(f"{launched(samples, may_change=False)}config", trust_env=False).text
    assert '"elem_id":"cc-find"' in shown
    assert '"elem_id":"cc-upload"' not in shown
    assert 'class=\\"cc-remove' not in shown


def test_the_page_is_served_soon(samples: Assistant, launched: Callable[..., str]) -> None:
    began = time.perf_counter()
    launched(samples)
    assert time.perf_counter() - began < 20  # seconds; benchmarks/chat.py measures it on a quiet machine
