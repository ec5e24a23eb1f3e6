"""Small charts as SVG, made on the server: pure functions from numbers to markup.

No colours and no fonts are here: shapes carry classes, and the page's stylesheet paints them, for light and dark. A chart names
and describes itself to screen readers; the page puts a table of the same numbers beside it.
"""
