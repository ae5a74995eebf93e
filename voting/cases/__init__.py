"""Case files: one question of law with its figures in, one answer out, by the same core that a sitting asks.

Strict: a field, mark or word that is not known makes the file unusable. Never here: a rule of law, a database, a network.
"""
