"""Uploads: good files in, tricks and bombs out, nothing written elsewhere."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article_index import ArticleIndex
from index.errors import ArticleError
from rag.page.uploads import UploadLimits, index_uploads, safe_name, stage
from tests.index.fakes import WordEncoder

SMALL = UploadLimits(files=5, file_bytes=4_000, total_bytes=10_000, ratio=200)


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def staged(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in" / "here"
    made.mkdir(parents=True)
    return made


def test_a_zip_is_unpacked_by_its_folders(folder: Path, tmp_path: Path) -> None:
    packed = zipped(tmp_path / "a.zip", ("may/a.txt", b"A."), ("b.txt", b"B."), ("__MACOSX/._b.txt", b"x"))
    assert stage([packed], folder, SMALL) == []
    assert staged(folder) == ["b.txt", "may/a.txt"]


def test_two_files_that_want_one_name_are_said_plainly(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
    told = stage([tmp_path / "one" / "a.txt", tmp_path / "two" / "a.txt"], folder, SMALL)
    assert [each.reason for each in told] == ["its name is there twice"]
    assert (folder / "a.txt").read_text() == "one"


@pytest.mark.parametrize("names", [("a", "a/b.txt"), ("a/b.txt", "a")])
def test_a_name_of_a_file_and_of_a_folder(folder: Path, tmp_path: Path, names: tuple[str, str]) -> None:
    packed = zipped(tmp_path / "a.zip", *((name, b"A.") for name in names), ("good.txt", b"In."))
    (told,) = stage([packed], folder, SMALL)
    assert told.reason == "its name is that of a file and of a folder"
    assert staged(folder) == sorted([names[0], "good.txt"])


TRICKS = [
    "../a.txt",
    "may/../../a.txt",
    "/etc/a.txt",
    "C:/a.txt",
    "may\\..\\..\\a.txt",
    "~/a.txt",
    "a\x01b.txt",
    "may/" + "x" * 300,
]


@pytest.mark.parametrize("name", TRICKS)
def test_a_name_that_points_elsewhere_is_left_out(folder: Path, tmp_path: Path, name: str) -> None:
    (told,) = stage([zipped(tmp_path / "a.zip", (name, b"Out."), ("good.txt", b"In."))], folder, SMALL)
    assert told.reason == "its name points outside the upload"
    assert staged(tmp_path) == ["a.zip", "in/here/good.txt"]


def test_links_and_locked_members_are_left_out(folder: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = zipped(
        tmp_path / "a.zip", (link, b"/etc/passwd"), ("locked.txt", b"x"), ("a.txt", b"A."), ("a.txt", b"B.")
    )
    content = bytearray(packed.read_bytes())
    content[content.index(b"locked.txt") - 30 + 6] |= 1  # the flags in the member's own header,
    content[content.rindex(b"locked.txt") - 46 + 8] |= 1  # and in the directory at the end
    packed.write_bytes(bytes(content))
    reasons = [told.reason for told in stage([packed], folder, SMALL)]
    assert reasons[0] == "it is a link or a device, not a file"
    assert "it is locked with a password" in reasons
    assert "its name is there twice" in reasons
    assert staged(folder) == ["a.txt"]
    assert (folder / "a.txt").read_bytes() == b"A."


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ([("bomb.txt", bytes(3_900_000))], "zip bomb|larger than"),
        ([("a.txt", b"x" * 5_000)], "'a.txt' is larger than"),
        ([(f"{n}.txt", bytes(range(256)) * 12) for n in range(4)], "unpacks to more than"),
        ([(f"{n}.txt", b"x") for n in range(6)], "more than 5 files"),
    ],
    ids=["ratio", "one file", "all files", "count"],
)
def test_too_much_is_refused_whole(folder: Path, tmp_path: Path, members: list[tuple[str, bytes]], why: str) -> None:
    with pytest.raises(ArticleError, match=why):
        stage([zipped(tmp_path / "a.zip", *members)], folder, SMALL)


def test_a_bomb_is_known_by_its_ratio(folder: Path, tmp_path: Path) -> None:
    large = UploadLimits(file_bytes=2**30, total_bytes=2**30)
    with pytest.raises(ArticleError, match="zip bomb"):
        stage([zipped(tmp_path / "a.zip", ("zeros.txt", bytes(2**24)))], folder, large)
    assert sum(path.stat().st_size for path in folder.rglob("*")) < 2**23


def test_a_size_that_lies_is_not_believed(folder: Path, tmp_path: Path) -> None:
    packed = zipped(tmp_path / "a.zip", ("a.txt", b"x" * 5_000))
    content = packed.read_bytes().replace((5_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    packed.write_bytes(content)
    with pytest.raises(ArticleError):
        stage([packed], folder, SMALL)


def test_a_broken_zip_is_told(folder: Path, tmp_path: Path) -> None:
    packed = zipped(tmp_path / "a.zip", ("a.txt", bytes(range(256)) * 8))
    content = bytearray(packed.read_bytes())
    content[45:90] = bytes(45)
    packed.write_bytes(bytes(content))
    with pytest.raises(ArticleError, match=r"a\.zip cannot be unpacked"):
        stage([packed], folder, SMALL)


@given(st.text(alphabet="ab./\\:~ \x00\u202eé", max_size=12))
def test_no_name_leaves_the_folder(name: str) -> None:
    try:
        kept = safe_name(name)
    except ArticleError:
        return
    root = Path("/somewhere/here")
    assert (root / kept).resolve().is_relative_to(root)
    assert (root / kept).resolve() != root


def test_uploads_are_indexed_and_what_is_there_is_left_alone(tmp_path: Path) -> None:
    index = ArticleIndex.create(tmp_path / "news.index", WordEncoder())
    (tmp_path / "rain.txt").write_text("It rained all day in Norby.", "utf-8")
    told: list[tuple[int, int]] = []
    report = index_uploads(index, [tmp_path / "rain.txt"], progress=lambda done, total: told.append((done, total)))
    assert (report.added.added, report.is_complete, told[-1]) == (1, True, (1, 1))
    assert index_uploads(index, [tmp_path / "rain.txt"]).added.unchanged == 1
    (tmp_path / "rain.txt").write_text("It never rained in Norby.", "utf-8")
    again = index_uploads(index, [tmp_path / "rain.txt"])
    assert again.skipped[0].reason == "the index holds another article of this name"
    assert index.article("rain.txt").text == "It rained all day in Norby."
    assert index_uploads(index, [tmp_path / "rain.txt"], replace=True).added.replaced == 1
    assert index.article("rain.txt").text == "It never rained in Norby."


def test_a_file_that_cannot_be_used_is_named_as_it_was_uploaded(tmp_path: Path) -> None:
    index = ArticleIndex.create(tmp_path / "news.index", WordEncoder())
    packed = zipped(tmp_path / "a.zip", ("may/empty.txt", b""), ("rain.txt", b"It rained all day in Norby."))
    assert [notice.path for notice in index_uploads(index, [packed]).notices] == ["may/empty.txt"]


def test_an_upload_without_an_article_is_told(tmp_path: Path) -> None:
    index = ArticleIndex.create(tmp_path / "news.index", WordEncoder())
    packed = zipped(tmp_path / "a.zip", ("../a.txt", b"Out."))
    with pytest.raises(ArticleError, match="points outside the upload"):
        index_uploads(index, [packed])
