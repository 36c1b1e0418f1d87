"""A scorecard on paper: everything stands within the page."""

import re
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.adapters.printing import render_pdf
from portal.adapters.scorecards import card_html
from scoring.scorecards.models import Scorecard
from tests.factories.facts import deliver, delivery
from tests.scoring.scorecards.test_computing import computed
from tests.world import World

WORD = re.compile(r'<word xMin="([0-9.]+)" yMin="[0-9.]+" xMax="([0-9.]+)"')


@pytest.mark.parametrize("languages", [["zh"], ["en"], ["zh", "en"]])
def test_no_word_of_a_card_runs_off_the_paper(
    world: World, tmp_path: Path, languages: list[str]
) -> None:
    deliver(world, delivery("PO-1", "2026-09-01", "2026-09-05"))
    computed(world)
    with world.looking() as session:
        wanted = select(Scorecard).options(joinedload(Scorecard.supplier))
        card = session.scalars(wanted).one()
        months = [str(each) for each in card.span.run(12)]
        html = card_html(card, languages, "Hohenfeld", months, [None] * 11 + [card.score])
    paper = tmp_path / "card.pdf"
    paper.write_bytes(render_pdf(html))

    found = subprocess.run(
        ["/usr/bin/pdftotext", "-bbox", paper, "-"], check=True, capture_output=True, text=True
    ).stdout
    page = float(re.search(r'<page width="([0-9.]+)"', found)[1])  # type: ignore[index]
    words = [(float(left), float(right)) for left, right in WORD.findall(found)]
    assert len(words) > 100
    assert [word for word in words if word[0] < 0 or word[1] > page] == []
