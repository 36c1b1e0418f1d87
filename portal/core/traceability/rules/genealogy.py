"""The genealogy as a graph: no circles, and an order in layers for drawing."""

from collections.abc import Collection, Iterable, Mapping

Edge = tuple[int, int]
"""From which lot to which."""


def leads_to(start: int, goal: int, following: Mapping[int, Collection[int]]) -> bool:
    """Return whether one gets from `start` to `goal` along the edges."""
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        fresh = [lot for lot in following.get(here, ()) if lot not in seen]
        seen.update(fresh)
        ahead.extend(fresh)
    return False


def layers_of(lots: Iterable[int], edges: Iterable[Edge]) -> dict[int, int]:
    """Return each lot's layer: 0 for what came from nowhere, else one after its latest source.

    Circles in foreign data end: a lot on one is put where it was reached first.
    """
    known = list(lots)
    waits: dict[int, int] = dict.fromkeys(known, 0)
    following: dict[int, list[int]] = {lot: [] for lot in known}
    for source, goal in edges:
        if source in following and goal in following and source != goal:
            following[source].append(goal)
            waits[goal] += 1
    layer = dict.fromkeys(known, 0)
    left = dict.fromkeys(known)
    ready = [lot for lot in known if not waits[lot]]
    while left:
        here = ready.pop(0) if ready else min(left, key=lambda lot: waits[lot])
        if here not in left:
            continue
        del left[here]
        for lot in following[here]:
            waits[lot] -= 1
            if lot in left:
                layer[lot] = max(layer[lot], layer[here] + 1)
                if not waits[lot]:
                    ready.append(lot)
    return layer
