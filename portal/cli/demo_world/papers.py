"""The papers of the demo world, drawn as certificates with a plain mark that they are samples."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from portal.adapters.printing import render_pdf

STYLE = """
<style>
@page { margin: 14mm; background: #fff }
.frame { border: .7mm solid #2c3e6b; padding: 20mm 16mm 10mm; height: 232mm; position: relative }
.issuer { text-align: center; letter-spacing: .08em; color: #2c3e6b; font-weight: 700 }
h1 { text-align: center; font-size: 25pt; color: #2c3e6b; margin: 9mm 0 1mm }
.zh { text-align: center; font-size: 16pt; color: #2c3e6b; margin-bottom: 11mm }
.lead { text-align: center; color: #555 }
.holder { text-align: center; font-size: 15pt; font-weight: 700; margin: 3mm 0 0 }
.holder-zh { text-align: center; font-size: 13pt; margin-bottom: 9mm }
td:first-child { width: 48mm; color: #555 }
.holder-zh:empty { margin: 0 }
.sample { position: absolute; bottom: 9mm; left: 0; right: 0; text-align: center; color: #888;
  font-size: 8.5pt }
.seal { position: absolute; right: 20mm; bottom: 26mm; width: 34mm; height: 34mm; color: #b3202a;
  border: .8mm solid #b3202a; border-radius: 50%; text-align: center; font-size: 9pt;
  line-height: 34mm; transform: rotate(-12deg); opacity: .75 }
</style>
"""


@dataclass(frozen=True)
class Paper:
    """What a certificate says."""

    title_en: str
    title_zh: str
    issuer: str
    number: str
    holder_en: str
    holder_zh: str
    scope: str
    issued_on: date
    expires_on: date | None
    rows: tuple[tuple[str, str], ...] = ()


def draw(paper: Paper) -> bytes:
    """Return the certificate as a PDF."""
    valid = paper.expires_on.isoformat() if paper.expires_on else "—"
    rows = (
        ("Number 编号", paper.number),
        ("Scope 范围", paper.scope),
        ("Issued 签发日期", paper.issued_on.isoformat()),
        ("Valid until 有效期至", valid),
        *paper.rows,
    )
    table = Markup("").join(
        Markup("<tr><td>{}</td><td>{}</td></tr>").format(head, value) for head, value in rows
    )
    body = Markup(
        '<div class="frame"><div class="issuer">{}</div><h1>{}</h1><div class="zh">{}</div>'
        '<p class="lead">This is to certify that 兹证明</p>'
        '<p class="holder">{}</p><p class="holder-zh">{}</p><table>{}</table>'
        '<div class="seal">SAMPLE 样本</div>'
        '<div class="sample">Made up for demonstration; certifies nothing.'
        " 仅供演示，不具任何证明效力。</div></div>"
    ).format(paper.issuer, paper.title_en, paper.title_zh, paper.holder_en, paper.holder_zh, table)
    return render_pdf(
        f'<html lang="zh-Hans"><title>{escape(paper.title_en)}</title>{STYLE}{body}</html>'
    )
