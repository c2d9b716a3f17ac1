"""The command line as a newcomer meets it: results, refusals, exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Assistant, cli

pytestmark = pytest.mark.real_model

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def crosscheck(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process; gives exit status, standard output and standard error."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["crosscheck", *map(str, arguments)])
        status = 0
        try:
            cli.run()
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "rain.txt").write_text("Rain in Oslo\n\nIt rained in Oslo on Monday, said the mayor of Oslo.\n")
    (folder / "snow.txt").write_text("Snow in Bergen\n\nIt snowed in Bergen on Tuesday. Schools were closed.\n")
    return folder


def test_index_ask_info_remove_verify(crosscheck: Run, articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "news.index"
    status, out, err = crosscheck("index", articles, "--index", index)
    assert (status, err) == (0, "")
    assert out.startswith("2 articles added, 0 replaced, 0 unchanged;")
    assert crosscheck("index", articles, "--index", index)[1].startswith("0 articles added, 0 replaced, 2 unchanged;")

    status, out, _ = crosscheck("ask", "What happened in Oslo on Monday?", "--index", index)
    assert status == 0
    assert "It rained in Oslo on Monday" in out
    assert "[1]" in out

    described = json.loads(crosscheck("info", "--index", index, "--json")[1])
    assert described["articles"] == 2

    assert crosscheck("verify", articles, "--index", index)[:2] == (0, "The index is sound.\n")
    (articles / "rain.txt").write_text("It was dry.")
    (articles / "wind.txt").write_text("It was windy.")
    status, out, _ = crosscheck("verify", articles, "--index", index)
    assert status == 1
    assert "rain.txt has changed" in out
    assert "wind.txt is in the files but not in the index" in out

    assert crosscheck("remove", "rain.txt", "--index", index)[1] == "Removed 1 article.\n"
    status, out, _ = crosscheck("ask", "What happened in Oslo on Monday?", "--index", index)
    assert status == 0
    assert "It rained" not in out


def test_what_was_left_out_is_told_again_and_alike_ones_in_one_line(
    crosscheck: Run, articles: Path, tmp_path: Path
) -> None:
    index = tmp_path / "news.index"
    rows = "".join(f'{{"title": "T{number}"}}\n' for number in range(60))
    (articles / "a.jsonl").write_text(f'{rows}{{"text": "It hailed in Rome… [+90 chars]", "source": "AP News"}}\n')
    status, out, err = crosscheck("index", articles, "--index", index)
    assert status == 3
    assert "60 left out" in out
    assert err.count("\n") == 2
    assert "60 times: the record has no text" in err
    assert "the text of 1 article was cut by the provider" in err
    status, out, _ = crosscheck("verify", "--index", index)
    assert status == 0
    assert "- 3 files, 3 articles:" in out
    assert "1 file is incomplete" in out
    assert "the record has no text" in out
    assert out.endswith("The index is sound.\n")


def test_an_article_is_corrected_by_hand(crosscheck: Run, articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "news.index"
    table = tmp_path / "sources.txt"
    table.write_text("The Oslo Herald | Oslo Herald | osloherald.example\n")
    crosscheck("index", articles, "--index", index, "--sources", table)
    status, out, _ = crosscheck("set", "rain.txt", "--source", "Oslo Herald", "--date", "2 Feb 2026", "--index", index)
    assert (status, out) == (0, "1 article changed.\n")
    assert crosscheck("index", articles, "--index", index)[1].startswith("0 articles added, 0 replaced, 2 unchanged;")
    described = json.loads(crosscheck("info", "--index", index, "--json")[1])
    assert described["sources"] == {"The Oslo Herald": 1}
    assert described["first"] == "2026-02-02"
    out = crosscheck("ask", "When did it rain in Oslo?", "--index", index, "--source", "osloherald.example")[1]
    assert "It rained in Oslo on Monday" in out
    status, _, err = crosscheck("set", "rain.txt", "--index", index)
    assert status == 1
    assert "Nothing to set was given" in err


def test_json_is_schema_1_and_every_quote_is_the_slice(crosscheck: Run, sample_index: Path) -> None:
    status, out, _ = crosscheck("ask", "What did the UK say about Taiwan?", "--index", sample_index, "--json")
    answer = json.loads(out)
    assert status == 0
    assert answer["schema"] == 1
    numbers = {c["number"] for c in answer["citations"]}
    assert answer["statements"]
    assert all(set(s["citations"]) <= numbers and s["citations"] for s in answer["statements"])
    with Assistant.open(sample_index) as assistant:
        for c in answer["citations"]:
            assert assistant.article(c["article_id"]).text[c["start"] : c["end"]] == c["quote"]


def test_what_was_skipped_is_listed_and_the_status_says_so(crosscheck: Run, articles: Path, tmp_path: Path) -> None:
    (articles / "empty.txt").write_text("")
    status, out, err = crosscheck("index", articles, "--index", tmp_path / "news.index")
    assert status == cli.PARTLY_DONE
    assert "2 articles added" in out
    assert "1 left out" in out
    assert "empty.txt" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "Who?", "--index", "none.index"), "crosscheck index"),
        (("ask", "", "--index", "{sample}"), "question is empty"),
        (("ask", "Who?", "--index", "{sample}", "--since", "soon"), "not a date"),
        (("ask", "Who?", "--index", "{sample}", "--source", "Nobody"), "Its sources are"),
        (("ask", "Who?", "--index", "{sample}", "--genre", "poem"), "not a genre"),
        (("index", "nowhere", "--index", "new.index"), "does not exist"),
        (("remove", "nothing.txt", "--index", "{sample}"), "holds no article"),
        (("index", "{samples}", "--index", "{sample}", "--encoder", "other"), "was made with the encoder"),
    ],
)
def test_bad_input_is_one_clear_sentence(
    crosscheck: Run,
    sample_index: Path,
    samples_dir: Path,
    arguments: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    filled = [each.format(sample=sample_index, samples=samples_dir) for each in arguments]
    status, _, err = crosscheck(*filled)
    assert status == 1
    assert says in " ".join(err.split())
    assert "Traceback" not in err
    assert not (tmp_path / "new.index").exists()


def test_asking_never_loads_torch_once_the_models_are_compiled(sample_index: Path) -> None:
    with Assistant.open(sample_index) as assistant:
        assistant.ask("Who met in Tokyo?")
    code = (
        "import sys; from rag.assistant import Assistant;"
        f"a = Assistant.open({str(sample_index)!r}); a.ask('Who met in Tokyo?');"
        "print(sorted({'torch', 'sentence_transformers', 'transformers', 'gradio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("command", "status", "says"), [("info", 0, "articles"), ("nonsense", 2, "")])
def test_the_process_ends_at_once_but_not_before_all_is_said(
    sample_index: Path, command: str, status: int, says: str
) -> None:
    code = (
        "import atexit, sys; atexit.register(print, 'exit functions run');"
        f"sys.argv = ['crosscheck', {command!r}, '--index', {str(sample_index)!r}];"
        "from rag.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == status
    assert says in done.stdout
    assert done.stdout.endswith("exit functions run\n")


def test_every_command_explains_itself(crosscheck: Run) -> None:
    _, out, _ = crosscheck("--help")
    for command in ("index", "ask", "compare", "info", "remove", "verify", "serve", "eval", "gold"):
        assert command in out
        assert crosscheck(command, "--help")[0] == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_in_one_line(crosscheck: Run, articles: Path, tmp_path: Path) -> None:
    index = tmp_path / "news.index"
    crosscheck("index", articles, "--index", index)
    command = [sys.executable, "-m", "rag.cli", "info", "--index", str(index)]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode != 0
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr
