"""CSV: every way it can be written is read alike, and every way it can lie is refused by line."""

import codecs
from pathlib import Path

import pytest

from portal.core.errors import Invalid
from portal.imports.readers.files import inspect_file, open_batches, open_rows
from portal.imports.readers.shape import Wanted

DATA = Path(__file__).parents[2] / "data" / "imports"
KNOWN = frozenset({"code", "name", "country", "供应商编码", "供应商名称", "国家"})
PLAIN = "code,name\r\n000123,NA\r\n1e5,林禾\r\n"
ROWS = [("000123", "NA"), ("1e5", "林禾")]
DETECT = Wanted()


def read(path: Path, name: str = "list.csv", wanted: Wanted = DETECT) -> list[tuple[str, ...]]:
    reading = inspect_file(path, name, wanted, KNOWN)
    with open_rows(path, reading) as found:
        rows = list(found)
    for most in (1, 2, 100):
        with open_batches(path, reading, most) as batches:
            told = [batch.row(place) for batch in batches for place in range(len(batch))]
        assert (told, len(told)) == (rows, reading.rows), most
    return [row.cells for row in rows]


def refusal(path: Path, name: str = "list.csv", wanted: Wanted = DETECT) -> str:
    with pytest.raises(Invalid) as refused:
        read(path, name, wanted)
    return refused.value.in_("en")


def write(folder: Path, content: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        codecs.BOM_UTF8 * 2 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("gb18030"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.rstrip().encode(),
        PLAIN.replace("1e5", '"1e5"').encode(),
        ("Exported,\r\n\r\nby ERP 7.1\r\n" + PLAIN).encode(),
        "code,name,,\r\n000123,NA,,\r\n1e5,林禾,,\r\n".encode(),
        PLAIN.replace("\r\n", "\r\n\r\n").encode(),
        PLAIN.replace("\r\n", "\r\n , \r\n").encode(),
    ],
)
def test_a_list_reads_the_same_however_it_was_saved(tmp_path: Path, content: bytes) -> None:
    assert read(write(tmp_path, content)) == ROWS


@pytest.mark.parametrize("name", ["gb18030", "utf16", "semicolon", "preamble"])
def test_chinese_lists_read_alike(name: str) -> None:
    rows = read(DATA / f"{name}.csv")

    assert [row[:4] for row in rows] == [
        ("V-000123", "杭州林禾纺织有限公司", "Hangzhou Linhe Textiles Co., Ltd.", "中国"),
        ("V-000124", "深圳市伟明电子有限公司", "Shenzhen Weiming Electronics", "CN"),
        ("V-000125", "苏州市吴江区㛃龘织造厂", "", "中国大陆"),
        ("V-000126", "", "NA Trading", "越南"),
    ]


def test_a_row_keeps_the_line_on_which_it_begins(tmp_path: Path) -> None:
    path = write(tmp_path, b'title\n\ncode,name\na,"two\nlines"\nb,c\n')
    reading = inspect_file(path, "list.csv", Wanted(), KNOWN)

    with open_rows(path, reading) as rows:
        found = [(row.line, row.cells) for row in rows]
    assert found == [(4, ("a", "two\nlines")), (6, ("b", "c"))]
    assert (reading.header_line, reading.rows) == (3, 2)


def test_a_row_too_long_or_too_short_is_refused_and_never_shifted(tmp_path: Path) -> None:
    path = write(tmp_path, b"code,name\n1,2,3\n4\n5,6\n")
    reading = inspect_file(path, "list.csv", Wanted(), KNOWN)

    with open_rows(path, reading) as rows:
        found = [(row.line, row.cells, [fault[0] for fault in row.faults]) for row in rows]
    assert found == [(2, ("1", "2", "3"), [-1]), (3, ("4",), [-1]), (4, ("5", "6"), [])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\r\n\r\n", "The file is empty."),
        (b"code,name\na,b\nc\0,d\n", "Line 3 holds a NUL character"),
        (b'code,name\na,"b\nc,d\n', "opened in the row of line 2 is never closed"),
        (b'code,name\na,"b"c\n', "Line 2: text follows a closing quotation mark"),
        (b"code,name\na,b\n\xff\xff,d\n", "Line 3 holds bytes that are not UTF-8"),
        (
            b"code,Name,NAME\n1,2,3\n",
            "Line 1: the column name \u201cNAME\u201d stands there twice.",
        ),
        (b"code,,name\n1,2,3\n", "Line 1: column 2 has no name."),
        (b"code,name\n" + b"x" * 40_000 + b",a\n", "Line 2 holds a cell of more than 32767"),
        (b"%PDF-1.7\n", "not a table"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04 no archive", "damaged"),
        ((",".join(f"c{n}" for n in range(250)) + "\n").encode(), "250 columns"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    assert sentence in refusal(write(tmp_path, content))


@pytest.mark.parametrize("name", ["list.exe", "list", "list.csv.exe", "list.xlsm", "list.ods"])
def test_other_endings_are_refused(tmp_path: Path, name: str) -> None:
    assert "not a table" in refusal(write(tmp_path, PLAIN.encode()), name)


@pytest.mark.parametrize("name", ["LIST.CSV", "清单 😀.csv", "a.txt", "a.tsv"])
def test_usual_names_are_taken(tmp_path: Path, name: str) -> None:
    assert read(write(tmp_path, PLAIN.encode()), name) == ROWS


def test_a_name_that_does_not_fit_the_content_is_refused(tmp_path: Path) -> None:
    assert "content is CSV" in refusal(write(tmp_path, PLAIN.encode()), "list.xls")


def test_western_text_is_not_silently_taken_for_chinese(tmp_path: Path) -> None:
    path = write(tmp_path, "code,name\n1,Químicas Señoras Peñalba Cañadas\n".encode("latin-1"))

    assert not inspect_file(path, "list.csv", Wanted(), KNOWN).is_sure


def test_the_person_may_say_how_to_read(tmp_path: Path) -> None:
    path = write(tmp_path, b"code;name\nnr;bez\na;b,c\n")

    wanted = Wanted(delimiter=";", header_line=2)
    assert inspect_file(path, "list.csv", wanted, KNOWN).header == ("nr", "bez")
    assert "holds no column names" in refusal(path, wanted=Wanted(header_line=9))
    assert "no byte order mark" in refusal(path, wanted=Wanted(encoding="utf-16"))
