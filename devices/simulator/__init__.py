"""Seats without people: full protocol clients with keys of their own, and seeded behaviour.

Lives here: whom a simulated member votes for, when, and how the day goes wrong for it. May never live here:
anything that touches a key or a nonce with the seeded random, or that speaks to the server past `terminal`.
Simulated seats are for databases created as sample; in any other the operator must confirm each of them by hand.
"""
