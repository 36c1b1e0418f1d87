"""Paper: HTML becomes a PDF, with our fonts and nothing fetched from disk or net (R-PDF-1).

Only the press imports this: everybody else prints by `portal.adapters.printing`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FONTS = Path(__file__).parent / "fonts"
FACES = {"packaged:regular": "noto-sans-sc-regular.ttf", "packaged:bold": "noto-sans-sc-bold.ttf"}

PAPER = """
@font-face { font-family: Paper; font-weight: 400; src: url(packaged:regular) }
@font-face { font-family: Paper; font-weight: 700; src: url(packaged:bold) }
@page { size: A4; margin: 22mm 20mm 20mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt Paper; color: #666 } }
html { font: 10pt/1.55 Paper; color: #1c1d21 }
h1 { font-size: 20pt; line-height: 1.25; margin: 0 0 6mm }
h2 { font-size: 12pt; margin: 6mm 0 2mm; break-after: avoid }
table { width: 100%; border-collapse: collapse }
th, td { text-align: left; vertical-align: top; padding: 1.6mm 2mm; border-bottom: .2mm solid #ccc }
tr { break-inside: avoid }
"""


class Packaged(URLFetcher):
    """Gives out the fonts that we ship and the pictures at hand, and refuses other addresses."""

    def __init__(self, pictures: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=("packaged",))  # type: ignore[no-untyped-call]
        self._pictures = pictures or {}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url in self._pictures:
            return URLFetcherResponse(url, self._pictures[url], {"Content-Type": "image/jpeg"})
        if url not in FACES:
            raise ValueError(f"{url[:80]} is not fetched for paper")
        body = (FONTS / FACES[url]).read_bytes()
        return URLFetcherResponse(url, body, {"Content-Type": "font/ttf"})


@cache
def _paper() -> tuple[FontConfiguration, CSS]:
    fonts = FontConfiguration()
    return fonts, CSS(string=PAPER, font_config=fonts, url_fetcher=Packaged())


def draw_pdf(
    html: str,
    pictures: Mapping[str, bytes],
    enclosed: Sequence[Mapping[str, Any]],
    variant: str | None,
) -> bytes:
    """Return `html` (already escaped) as a PDF on A4, in the process that calls.

    `pictures` are the JPEGs that the page names as `packaged:<name>`; `enclosed` are the arguments
    of the files that the PDF carries.
    """
    fonts, paper = _paper()
    page = HTML(string=html, url_fetcher=Packaged(pictures))
    attachments = [Attachment(**one) for one in enclosed]
    pdf: bytes = page.write_pdf(
        stylesheets=[paper], font_config=fonts, attachments=attachments, pdf_variant=variant
    )
    return pdf


SAMPLE = """<style>
@page { margin: 18mm; @top-right { content: "x"; font: 8pt Paper } }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: 2mm } p { display: flex; color: #333 }
</style><header><h1>A 甲</h1></header><dl><div><dt>B</dt><dd>1</dd></div></dl><p><b>C 丙</b> D</p>
<table><thead><tr><th>E</th></tr></thead><tbody><tr><td>2 %</td></tr></tbody></table>
<svg viewBox="0 0 9 9"><path d="M0 0L9 9" stroke="#333"/><text x="1" y="8">3</text></svg>"""
"""One of everything that papers are made of, so that whatever is loaded late is there at once."""


def warm_up() -> None:
    """Read fonts and styles, so that what is forked from here begins at once."""
    draw_pdf(SAMPLE, {}, (), None)
