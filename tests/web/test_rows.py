"""Rows of long lists: texts are escaped, markup is not, whatever people typed."""

from markupsafe import Markup

from portal.web.rows import BETWEEN, fill

ROW = Markup("<td title='%s'>%s</td>")


def test_each_line_fills_the_places_in_their_order() -> None:
    assert fill(ROW, [("a", "b"), ("c", "d")]) == "<td title='a'>b</td><td title='c'>d</td>"


def test_no_lines_are_no_rows() -> None:
    assert fill(ROW, []) == Markup()


def test_texts_are_escaped_and_markup_stays() -> None:
    drawn = Markup("<b>%s</b>")

    assert fill(ROW, [("'<i>%s&", drawn)]) == "<td title='&#39;&lt;i&gt;%s&amp;'><b>%s</b></td>"


def test_a_text_with_the_mark_between_texts_moves_nothing() -> None:
    line = (f"<a>{BETWEEN}", Markup("<b>"))

    assert fill(ROW, [line]) == f"<td title='&lt;a&gt;{BETWEEN}'><b></td>"
