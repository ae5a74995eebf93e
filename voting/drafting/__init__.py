"""The sitting while its secretary still prepares it: a form in JSON, judged, and laid before the clerk.

The form has the keys of the sitting file; it is written as TOML and read by the one reader, so that the browser and
`yijue import` lay the same sitting. Never here: a rule of law, a second list of fields, HTTP.
"""
