#!/bin/sh
# What of the fleet is Debian's: PyPy, and GLib for Python, which gbulb borrows. Needs root. Nothing of the main job needs it.
set -eu
apt-get update
apt-get install -y pypy3 python3-gi gir1.2-glib-2.0 python3-venv
