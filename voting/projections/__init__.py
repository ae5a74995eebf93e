"""What each kind of person may see of a sitting: pure functions from state and texts to plain JSON values.

The rules of secrecy live here once, so no screen can show what it must not. Never here: a socket, a store, a count.
"""
