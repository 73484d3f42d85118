#!/bin/sh
# Debian's chromium, for the tests of the inspector in a real browser, and fonts that look the same everywhere. Says in one
# sentence when it cannot: whoever goes on without a browser must know what was not tested. `--check` only looks.
set -eu

found() {
  for name in "${PLIMSOLL_BROWSER:-}" chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  return 1
}

if browser=$(found); then
  echo "A browser is here: $browser."
  exit 0
fi
if [ "${1:-}" = --check ]; then
  echo 'There is no browser here: scripts/install-chromium.sh installs one on Debian.' >&2
  exit 3
fi
if ! command -v apt-get >/dev/null; then
  echo 'No browser is installed: this is no Debian. Install chromium, or name one in PLIMSOLL_BROWSER.' >&2
  exit 3
fi
if [ "$(id -u)" != 0 ]; then
  echo 'No browser is installed: apt-get needs root. Run scripts/install-chromium.sh as root, or name a browser in PLIMSOLL_BROWSER.' >&2
  exit 3
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core; } >"$log" 2>&1; then
  tail -n 3 "$log" >&2
  echo 'No browser is installed: apt-get could not fetch chromium; its last words are above.' >&2
  exit 3
fi
browser=$(found)
echo "Installed: $("$browser" --version 2>/dev/null || echo "$browser")."
