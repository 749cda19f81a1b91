"""A clerk's spreadsheet -> rows with their places.

`books.open_book` turns the bytes of a workbook or CSV file into sheets of cells in one normal
form; `tables.find_tables` finds the header by the names people give to columns and yields the data
rows, without totals, carried-forward lines, repeated print headers and signatures. What the cells
mean is not known here: the readers of each service say which columns they want.

A file that cannot be used is `Invalid` with one of `FILE_PROBLEMS`; its details name sheets and
columns, never persons.
"""

from typing import Final

FILE_PROBLEMS: Final = (
    "file_empty",
    "file_too_large",
    "file_unreadable",
    "encoding_unknown",
    "header_not_found",
    "no_data_rows",
)
