"""A keypad on a seat terminal: keys in, sentences out.

Lives here: where presses come from (`source`), what is asked and answered (`dialogue`, `words`), and the one that
joins both to a terminal (`desk`). May never live here: a mark after it has been sealed, or a PIN after it was sent.
"""
