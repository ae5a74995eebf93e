"""Names: their order 姓名笔画, by strokes, and where a method says so by votes or receipt before strokes; a font for rare ones.

Here live the table of strokes, the comparison and what it could not settle, and the characters that the screens' font lacks.
Never here: who is a candidate, or an order that somebody has fixed by hand; that stored order wins, and this room only
proposes one.
"""
