"""The law as dated data: books in TOML, layered, each value with its article and the day it was last checked.

A rule without an article, a float, an unknown key: refused with file and line. Never here: what a rule means.
"""
