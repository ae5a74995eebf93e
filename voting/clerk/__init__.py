"""The clerk: the only writer of a meeting. Jobs come in order, the core decides, the ledger keeps, then people see.

Here live the turn, the jobs of officers and seats, and the opening of a box. Never here: a socket, a thread, a rule of law.
"""
