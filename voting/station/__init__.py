"""A scrutineers' station 监票席: a process of its own, on a machine of its own, that believes the server nothing.

It has its own keys, its own copy of the roll and its own notebook, asks the server for tasks (docs/protocol.md
section 9) and is never called by it. `duties` decides, `notebook` remembers, `calls` speaks, `page` shows. Never here:
the server's database, the house's clerk, or a row that joins a voter to an opened ballot.
"""
