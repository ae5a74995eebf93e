"""How gunicorn serves: one gevent worker holds a whole meeting (docs/performance.md says what was measured)."""

from __future__ import annotations

import resource

# no core dump may hold marks before the close (ballots.md 2.4, amendment 4)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

worker_class = "gevent"
workers = 1
worker_connections = 4000  # the default of 1,000 makes seat 1,001 hang in silence
backlog = 4096
timeout = 60
graceful_timeout = 3  # with open websockets the default ends after half a minute
control_socket_disable = True
loglevel = "warning"
accesslog = None  # an access log would tell when each seat came
