"""The ballot protocol of docs/protocol.md: signed messages, manifests, sealed papers, the opening, receipts, keys.

Pure functions over bytes and keys; only `keys` touches a disk. This room and `voting/ledger/signing.py` are the only
ones that know cryptography. What may never happen here: a result that joins a voter with a mark (the one exception
names the voter of a void envelope and gives the reason, no mark), a clock, a socket, a database.
"""
