"""Parses, guards and renders; decides nothing. Every route and socket event declares who may use it.

Sole owner of Flask, Flask-SocketIO and gevent. Never here: a count, a threshold, a rule of law.
"""
