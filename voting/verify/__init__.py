"""`yijue verify`: whether the evidence bundle of a sitting holds, step by step (docs/bundle.md section 5).

Reads one file and believes nothing in it that no signature or hash leads to. What may never be here: the server, the
store, a clock, a network; and nothing is ever written.
"""
