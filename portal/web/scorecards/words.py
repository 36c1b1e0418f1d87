"""Scorecards in words: metrics, grades, choices."""

from collections.abc import Sequence
from typing import Any

from portal.core.clock import now
from portal.core.i18n import Bilingual
from portal.web.language import gettext
from portal.web.request import State, db, locale, me
from scoring.metrics.rules.definitions import DEFINITIONS, Metric
from scoring.metrics.rules.periods import Period, day_in
from scoring.scorecards.queries.finding import periods_there_are
from scoring.scorecards.rules import STATE_WORDS

MONTHS_OFFERED, QUARTERS_OFFERED = 12, 6


def metric_names() -> dict[Metric, str]:
    """Return what each metric is called."""
    return {metric: gettext(each.name) for metric, each in DEFINITIONS.items()}


def state_choices() -> list[tuple[str, str]]:
    """Return the states a list can be narrowed to."""
    return [(state.value, gettext(word)) for state, word in STATE_WORDS.items()]


def name_of(row: Any) -> str:
    """Return a row's supplier in the person's language."""
    return Bilingual(row.name_en, row.name_zh).in_(locale()) or str(row.code)


def last_over() -> Period:
    """Return the newest quarter that is over where the brand is."""
    here = day_in(State.here().config.time_zone, now())
    return Period.of_day(here, 3).back()


def period_choices() -> Sequence[str]:
    """Return the periods to look at: those that have cards, the newest first."""
    return periods_there_are(db(), me())


def periods_to_compute() -> list[tuple[str, str]]:
    """Return the quarters and months that have begun, the newest first."""
    here = day_in(State.here().config.time_zone, now())
    quarters = Period.of_day(here, 3).run(QUARTERS_OFFERED)
    months = Period.of_day(here).run(MONTHS_OFFERED)
    running = gettext("still running")
    return [
        (str(each), f"{each} ({running})" if each.last >= here else str(each))
        for each in (*reversed(quarters), *reversed(months))
    ]
