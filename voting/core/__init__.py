"""The law of a sitting as pure functions: commands in, events or a refusal out.

Here live the words, rules, machines (meeting, roll, agenda, poll, election), tally and outcome.
Never here: a clock, a random number, a file, a network, a float, a name of a person.
"""
