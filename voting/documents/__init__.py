"""What comes into the house as a file: rolls of members, sitting files, the samples.

Here foreign formats (.xlsx, .csv, TOML) become plain frozen values, whole or not at all, with every
error named by row or line in Chinese and English. Sole owner of openpyxl. Imports only the core and
voting.exact. Never here: the clock, a source of randomness (it comes as an argument), rules of law.
"""
