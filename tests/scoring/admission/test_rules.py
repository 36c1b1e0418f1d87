"""Gates say what is missing."""

from datetime import date

import pytest

from agreements.contracts.rules import GateLevel
from portal.core.i18n import Bilingual
from portal.core.suppliers.rules import SupplierState
from scoring.admission.rules import Facts, GateKind, gate_lines, lacking, summed_up

COMPLETE = Facts(has_self_assessment=True, audit="A-1")
BARE = Facts(
    (Bilingual("Licence", "营业执照"), Bilingual("ISO", "ISO 证书")),
    audit="A-7",
    knock_outs=("Q1", "Q5"),
    critical_findings=2,
    open_conditions=1,
)


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        (GateKind.DOCUMENTS, BARE, "documents missing or not valid: Licence, ISO"),
        (GateKind.SELF_ASSESSMENT, BARE, "no self-assessment was handed in"),
        (GateKind.ASSESSMENT, Facts(), "no assessment by our auditors is closed"),
        (GateKind.KNOCK_OUTS, BARE, "knock-out questions failed in assessment A-7: Q1, Q5"),
        (GateKind.FINDINGS, BARE, "critical findings still open: 2"),
        (GateKind.CONDITIONS, BARE, "conditions not yet fulfilled: 1"),
        *((kind, COMPLETE, None) for kind in GateKind),
    ],
)
def test_each_gate_says_what_is_missing(kind: GateKind, facts: Facts, said: str | None) -> None:
    found = lacking(kind, facts)
    assert (found.in_("en") if found else None) == said


def test_a_gate_refuses_warns_or_is_silent() -> None:
    levels = {
        GateKind.DOCUMENTS: GateLevel.BLOCK,
        GateKind.SELF_ASSESSMENT: GateLevel.OFF,
        GateKind.KNOCK_OUTS: GateLevel.BLOCK,
    }
    lines = gate_lines(BARE, levels, {GateKind.KNOCK_OUTS: date(2030, 1, 1)})
    assert [(one.kind, one.refuses, one.warns) for one in lines] == [
        (GateKind.DOCUMENTS, True, False),
        (GateKind.ASSESSMENT, False, False),
        (GateKind.KNOCK_OUTS, False, False),
        (GateKind.FINDINGS, False, True),
        (GateKind.CONDITIONS, False, True),
    ]


def test_open_conditions_do_not_stand_against_another_conditional_approval() -> None:
    lines = gate_lines(BARE, {}, {}, SupplierState.CONDITIONAL)
    assert GateKind.CONDITIONS not in [one.kind for one in lines]


def test_what_is_missing_reads_in_both_languages() -> None:
    found = [lacking(kind, BARE) for kind in (GateKind.DOCUMENTS, GateKind.SELF_ASSESSMENT)]
    assert summed_up(one for one in found if one) == Bilingual(
        "documents missing or not valid: Licence, ISO; no self-assessment was handed in",
        "文件缺失或无效：营业执照、ISO 证书；尚未提交自评",
    )
