"""What leaves the house: the sitting's file, result sheets, announcement texts, tables, open data, PIN cards.

Everything here is a pure function of a `SittingRecord` (or of cards): same record, same bytes; but for signatures and
the drawn order of cast-vote records. Nothing here decides, counts or asks the clock. Names are data: they reach a page
as JSON, never as template text. The only room that knows typst, segno and pyHanko.
"""
