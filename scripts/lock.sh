#!/usr/bin/env bash
# Writes requirements.txt and requirements-test.txt from the .in files, with the hashes of every published file and
# without any address of an index: where packages come from is the machine's own affair. Wants pip-tools on PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v pip-compile >/dev/null || { echo "lock: pip-compile is missing; install pip-tools in an environment of your own." >&2; exit 1; }
for name in requirements requirements-test; do
  pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options \
    --output-file "$name.txt" "$name.in" "$@"
done
