"""The genealogy as a picture: one column per step, a box per lot, a line per quantity."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from portal.core.traceability.queries.recall import Trace, TraceNode

BOX_WIDTH, BOX_HEIGHT = 188, 58
GAP_X, GAP_Y = 76, 14
MARGIN = 12
MOST_IN_COLUMN = 8
"""A column of more lots is folded: its first ones, and how many more there are."""
MOST_UNFOLDED = 200


@dataclass(frozen=True)
class Box:
    """Where a lot, or the fold of a column, is drawn."""

    layer: int
    x: int
    y: int
    node: TraceNode | None = None
    hidden: int = 0


@dataclass(frozen=True)
class Words:
    """What the picture says, in the reader's language."""

    title: str
    more: Callable[[int], str]
    held: str
    kind: Callable[[TraceNode], str]
    number: Callable[[int], str]
    unit: Callable[[str], str]


@dataclass(frozen=True)
class Layout:
    """Boxes and the lines between them."""

    boxes: list[Box]
    lines: list[tuple[Box, Box]]
    width: int
    height: int


def lay_out(trace: Trace, unfolded: Collection[int] = ()) -> Layout:
    """Put every lot in its column; what is folded away is drawn by the fold's box."""
    columns: dict[int, list[TraceNode]] = {}
    for node in trace.nodes:
        columns.setdefault(node.layer, []).append(node)
    boxes: list[Box] = []
    place: dict[int, Box] = {}
    for column, layer in enumerate(sorted(columns)):
        nodes = sorted(
            columns[layer],
            key=lambda one: (one.id not in trace.starts, not one.is_held, one.number),
        )
        most = MOST_UNFOLDED if layer in unfolded else MOST_IN_COLUMN
        shown = nodes if len(nodes) <= most + 1 else nodes[:most]
        x = MARGIN + column * (BOX_WIDTH + GAP_X)
        for row, node in enumerate(shown):
            box = Box(layer, x, MARGIN + row * (BOX_HEIGHT + GAP_Y), node)
            boxes.append(box)
            place[node.id] = box
        if len(shown) < len(nodes):
            y = MARGIN + len(shown) * (BOX_HEIGHT + GAP_Y)
            fold = Box(layer, x, y, None, len(nodes) - len(shown))
            boxes.append(fold)
            place.update((node.id, fold) for node in nodes[len(shown) :])
    lines = dict.fromkeys(
        (place[link.from_lot_id], place[link.to_lot_id])
        for link in trace.links
        if place[link.from_lot_id] is not place[link.to_lot_id]
    )
    width = MARGIN * 2 + len(columns) * (BOX_WIDTH + GAP_X) - GAP_X
    height = max((box.y for box in boxes), default=0) + BOX_HEIGHT + MARGIN
    return Layout(boxes, list(lines), width, height)


def trace_svg(
    trace: Trace,
    words: Words,
    hrefs: Mapping[str, Callable[[int], str]],
    unfolded: Collection[int] = (),
) -> Markup:
    """Return the picture; `hrefs` say where a `lot` and a `fold` lead."""
    layout = lay_out(trace, unfolded)
    lines = Markup("").join(_line(one, two) for one, two in layout.lines)
    boxes = Markup("").join(
        _lot(box, box.node, trace, words, hrefs["lot"])
        if box.node
        else _fold(box, words, hrefs["fold"])
        for box in layout.boxes
    )
    return Markup(
        '<svg class="trace-picture" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="group"'
        ' aria-label="{title}" data-trace-picture><title>{title}</title>'
        '<defs><marker id="trace-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path class="trace-arrow" d="M0 0 8 4 0 8z"/></marker>'
        "</defs>{lines}{boxes}</svg>"
    ).format(w=layout.width, h=layout.height, title=words.title, lines=lines, boxes=boxes)


def _line(one: Box, two: Box) -> Markup:
    x1, y1 = one.x + BOX_WIDTH, one.y + BOX_HEIGHT // 2
    x2, y2 = two.x, two.y + BOX_HEIGHT // 2
    bend = max(30, abs(x2 - x1) // 2)
    return Markup(
        '<path class="trace-line" d="M{} {}C{} {} {} {} {} {}" marker-end="url(#trace-arrow)"/>'
    ).format(x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2)


def _lot(
    box: Box, node: TraceNode, trace: Trace, words: Words, href: Callable[[int], str]
) -> Markup:
    marks = f"is-{node.kind.value}" + (" is-start" if node.id in trace.starts else "")
    marks += " is-held" if node.is_held else ""
    below = f"{words.number(node.quantity)} {words.unit(node.unit)} · {node.supplier_code}"
    kind = words.kind(node) + (f" · {words.held}" if node.is_held else "")
    number, drawn_below = _short(node.number, 22), _short(below, 27)
    # What is said begins with what is seen: people who work by voice say what they read.
    said = f"{kind} {number} {drawn_below}, {node.sku}"
    said += f", {node.number}" if number != node.number else ""
    return Markup(
        '<a class="trace-box {marks}" href="{href}" data-lot="{id}"><title>{said}</title>'
        '<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="7"/>'
        '<rect class="trace-edge" x="{x}" y="{y}" width="5" height="{h}" rx="2"/>'
        '<text class="trace-kind" x="{tx}" y="{y1}">{kind} </text>'
        '<text class="trace-number" x="{tx}" y="{y2}">{number} </text>'
        '<text class="trace-below" x="{tx}" y="{y3}">{below}</text></a>'
    ).format(
        marks=marks, href=href(node.id), id=node.id, said=said, x=box.x, y=box.y, w=BOX_WIDTH,
        h=BOX_HEIGHT, tx=box.x + 14, y1=box.y + 16, y2=box.y + 33, y3=box.y + 49, kind=kind,
        number=number, below=drawn_below,
    )  # fmt: skip


def _fold(box: Box, words: Words, href: Callable[[int], str]) -> Markup:
    return Markup(
        '<a class="trace-box is-fold" href="{href}" data-fold aria-label="{more}">'
        '<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="7"/>'
        '<text class="trace-more" x="{cx}" y="{cy}">{more}</text></a>'
    ).format(
        href=href(box.layer), more=words.more(box.hidden), x=box.x, y=box.y, w=BOX_WIDTH,
        h=BOX_HEIGHT, cx=box.x + BOX_WIDTH // 2, cy=box.y + BOX_HEIGHT // 2 + 5,
    )  # fmt: skip


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
