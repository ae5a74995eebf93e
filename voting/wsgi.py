"""What gunicorn serves: the app made from the environment's configuration, in the worker, after gevent has patched."""

from __future__ import annotations

from voting import config
from voting.app import create_app

app = create_app(config.read())
