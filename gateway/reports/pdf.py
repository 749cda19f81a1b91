"""Reports as PDF, for a committee to sign: Thai shaped by HarfBuzz, A4, page numbers."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import as_file, files
from typing import Final

from fpdf import FPDF
from fpdf.fonts import TTFFont

from gateway.reports.papers import Cell, Paper, Row, Table, text, word
from gateway.reports.qr import picture
from kernel.values.money import Money
from kernel.values.thai_calendar import in_thai

_FONT: Final = "thai"
_FILE: Final = "NotoSansThai[wdth,wght].ttf"
_WEIGHTS: Final = {"": {"wght": 400.0, "wdth": 100.0}, "B": {"wght": 700.0, "wdth": 100.0}}
_MARGIN: Final = 18.0
_CELL: Final = 30.0
_NARROW: Final = 17.5
_FEW: Final = 4
_LINE: Final = 6.2
_SMALL: Final = 4.0
_CODE: Final = 46.0
_SIGNATURE: Final = 34.0
_SHORT: Final = 10  # rows that stay together
_LAST: Final = 3  # rows that stay with the signatures
_BEGINS: Final = 10 + _LINE + _SMALL
_GREY: Final = 110
# A letter with what stands above and below it is one piece; leading vowels go with what follows.
_PIECE: Final = re.compile(
    r"[เแโใไ]?[^\u0e31\u0e34-\u0e3a\u0e47-\u0e4e][\u0e31\u0e33-\u0e3a\u0e45-\u0e4e]*"
)


class _Document(FPDF):
    """A4 pages with the report's name and the page's number below."""

    def __init__(self, paper: Paper, printed_on: dt.date) -> None:
        super().__init__(format="A4")
        self._below = f"{paper.subtitle} · {in_thai(printed_on)}"
        with as_file(files("fontpkg_noto_sans_thai") / "files" / _FILE) as path:
            for style in _WEIGHTS:
                self.add_font(_FONT, style, path, variations=_WEIGHTS[style])
        self.set_text_shaping(use_shaping_engine=True, script="Thai", language="tha")
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(auto=True, margin=22)
        self.set_title(f"{paper.title.english} - {paper.subtitle}")
        self.add_page()

    def close(self) -> None:
        """fpdf2 leaves the files of its fonts open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def footer(self) -> None:
        self.set_y(-15)
        self.write_as(8, grey=True)
        self.cell(self.epw / 2, 5, self._below)
        told = f"{word('headings', 'page')} {self.page_no()}/{{nb}}"
        self.cell(self.epw / 2, 5, told, align="R")

    def write_as(self, size: float, *, bold: bool = False, grey: bool = False) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(_GREY if grey else 0)

    def broken(self, told: str, width: float) -> list[str]:
        """Lines no wider than `width`: broken at spaces, and only where there is none between
        letters, never between a letter and its marks."""
        found = [""]
        for piece in _pieces(told, lambda each: self.get_string_width(each) <= width):
            if self.get_string_width(found[-1] + piece) <= width or not found[-1]:
                found[-1] += piece
            else:
                found[-1] = found[-1].rstrip()
                found.append(piece.lstrip())
        return found


def as_pdf(paper: Paper, printed_on: dt.date) -> bytes:
    """The whole report; the signatures never stand alone on a page."""
    with closing(_Document(paper, printed_on)) as document:
        _head(document, paper)
        below = _signed_height(paper)
        for table in paper.tables:
            _table(document, table, below if table is paper.tables[-1] else 0.0)
        if paper.code:
            _code(document, paper.code)
        if paper.signed_by:
            _signatures(document, paper)
        return bytes(document.output())


def _head(document: _Document, paper: Paper) -> None:
    for told, size, bold, grey in (
        (paper.title.thai, 15, True, False),
        (paper.title.english, 10, False, True),
        (paper.subtitle, 13, True, False),
    ):
        document.write_as(size, bold=bold, grey=grey)
        for line in document.broken(told, document.epw):
            document.cell(document.epw, size * 0.55, line, align="C", new_x="LMARGIN", new_y="NEXT")
    document.ln(3)
    for name, value in paper.facts:
        document.write_as(9.5, grey=True)
        document.cell(document.epw * 0.42, 5.6, str(name))
        document.write_as(9.5)
        for line in document.broken(value, document.epw * 0.58 - 2 * document.c_margin):
            document.set_x(document.l_margin + document.epw * 0.42)
            document.cell(document.epw * 0.58, 5.6, line, new_x="LMARGIN", new_y="NEXT")
    document.ln(2)


def _table(document: _Document, table: Table, below: float) -> None:
    """A short table is never torn; of a longer one neither its title and headings stand without a
    row, nor what stands `below` it without its last rows."""
    heights = [_height(document, row, table) for row in table.rows]
    together = sum(heights) + below if len(heights) <= _SHORT else sum(heights[:1])
    if document.will_page_break(_BEGINS + together):
        document.add_page()
    document.ln(3)
    document.write_as(12, bold=True)
    document.cell(document.get_string_width(table.title.thai) + 3, 7, table.title.thai)
    document.write_as(9, grey=True)
    document.cell(0, 7, table.title.english, new_x="LMARGIN", new_y="NEXT")
    _headings(document, table)
    for place, row in enumerate(table.rows):
        is_last = place == max(0, len(heights) - _LAST)
        needed = below + sum(heights[place:]) if is_last else heights[place]
        if document.will_page_break(needed):
            document.add_page()
            _headings(document, table)
        _row(document, row, _cell(table))


def _headings(document: _Document, table: Table) -> None:
    cell, top = _cell(table), document.get_y()
    wide = document.epw - cell * (len(table.headings) - 1)
    document.set_fill_color(238)
    document.rect(document.l_margin, top, document.epw, _LINE + _SMALL, style="F")
    for place, heading in enumerate(table.headings):
        left = document.l_margin + (wide + cell * (place - 1) if place else 0)
        width, align = (cell, "R") if place else (wide, "L")
        document.set_xy(left, top)
        document.write_as(9, bold=True)
        document.cell(width, _LINE, heading.thai, align=align)
        document.set_xy(left, top + _LINE - 0.8)
        document.write_as(7, grey=True)
        document.cell(width, _SMALL, heading.english, align=align)
    document.set_xy(document.l_margin, top + _LINE + _SMALL)


def _cell(table: Table) -> float:
    """How wide a column of figures is: many of them are counts, and narrow."""
    return _CELL if len(table.headings) <= _FEW else _NARROW


def _height(document: _Document, row: Row, table: Table) -> float:
    document.write_as(10, bold=row.total or not row.cells)
    wide = document.epw - _cell(table) * len(row.cells)
    lines = document.broken(row.label.thai, wide)
    used = document.get_string_width(lines[-1]) + 2 * document.c_margin + 1
    document.write_as(7.5)
    below = used + document.get_string_width(row.label.english) > wide
    return _LINE * (len(lines) + below)


def _row(document: _Document, row: Row, cell: float) -> None:
    bold, wide = row.total or not row.cells, document.epw - cell * len(row.cells)
    top = document.get_y()
    if row.total:
        document.line(document.l_margin, top, document.l_margin + document.epw, top)
    document.write_as(10, bold=bold)
    for place, told in enumerate(row.cells):
        document.set_xy(document.l_margin + wide + cell * place, top)
        document.cell(cell, _LINE, _figure(told), align="R")
    document.set_xy(document.l_margin, top)
    *above, last = document.broken(row.label.thai, wide)
    for line in above:
        document.cell(wide, _LINE, line, new_x="LMARGIN", new_y="NEXT")
    used = document.get_string_width(last) + 2 * document.c_margin + 1
    document.cell(used, _LINE, last)
    document.write_as(7.5, grey=True)
    if used + document.get_string_width(row.label.english) > wide:  # no room beside it
        document.ln(_LINE)
    document.cell(0, _LINE, row.label.english)
    document.ln(_LINE)


def _code(document: _Document, payload: str) -> None:
    """A code to scan, with what it is for below it."""
    if document.will_page_break(_CODE + 2 * _LINE):
        document.add_page()
    document.ln(4)
    left, top = document.l_margin + (document.epw - _CODE) / 2, document.get_y()
    document.image(io.BytesIO(picture(payload, "png")), left, top, _CODE, _CODE)
    document.set_y(top + _CODE)
    said = word("headings", "scan")
    for told, size, grey in ((said.thai, 10, False), (said.english, 8, True)):
        document.write_as(size, grey=grey)
        document.cell(document.epw, 4.6, told, align="C", new_x="LMARGIN", new_y="NEXT")


def _signed_height(paper: Paper) -> float:
    """What the signatures take, two to a row, with what is certified above them."""
    rows = (len(paper.signed_by) + 1) // 2
    return _SIGNATURE * rows + (20 if paper.certified else 6) if rows else 0.0


def _figure(told: Cell) -> str:
    """Nothing in money is a dash, as bookkeepers write it."""
    return "-" if isinstance(told, Money) and not told else text(told)


def _signatures(document: _Document, paper: Paper) -> None:
    """What is certified, then two to a row: a line to sign on, room for the name, the date."""
    signed_by, wide, high = paper.signed_by, document.epw / 2, _SIGNATURE
    if document.will_page_break(_signed_height(paper)):
        document.add_page()
    document.ln(6)
    if paper.certified:
        for told, size, grey in (
            (paper.certified.thai, 10, False),
            (paper.certified.english, 8, True),
        ):
            document.write_as(size, grey=grey)
            for line in document.broken(told, document.epw):
                document.cell(document.epw, 5.4, line, align="C", new_x="LMARGIN", new_y="NEXT")
    top = document.get_y()
    sign, date = word("headings", "sign"), word("headings", "date")
    for place, office in enumerate(signed_by):
        left = document.l_margin + wide * (place % 2)
        above = top + high * (place // 2)
        for step, told in enumerate(
            (
                f"{sign.thai} " + "." * 46,
                "(" + " " * 52 + ")",
                str(office),
                f"{date.thai} ......... / ......... / ..............",
            )
        ):
            document.set_xy(left, above + 8 + step * 5.8)
            document.write_as(9.5)
            document.cell(wide, 5.8, told, align="C")
    document.set_y(top + high * ((len(signed_by) + 1) // 2))


def _pieces(told: str, fits: object) -> Iterator[str]:
    """Words with the space behind them; a word too long for a line, letter by letter."""
    assert callable(fits)
    for each in re.findall(r"\S+\s*", told):
        if fits(each.rstrip()):
            yield each
        else:
            yield from _PIECE.findall(each)
