"""The ledger: what happened in a meeting, append-only, as an RFC 6962 Merkle tree with signed checkpoints.

Here live the port that every store implements, the entry and its leaf hash, the tree and its proofs,
checkpoints and cosignatures (C2SP), and an in-memory fake for tests. It holds ids, figures and hashes;
never a plain secret ballot, never a name that may have to be erased, never a database.
"""
