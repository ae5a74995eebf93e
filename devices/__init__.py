"""The seat's own software outside the browser: protocol client, keypad, simulator.

Lives here: all that a seat terminal does with docs/protocol.md in its hand. May never live here: anything
of `voting` (the two meet on the protocol page and on tests/vectors/), a count, a rule of law, or a
member's marks for longer than it takes to seal them.
"""
