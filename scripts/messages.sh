#!/usr/bin/env bash
# `make messages`: gathers every sentence of the product into src/sonda/locale/*/LC_MESSAGES/django.po.
# With --check it changes nothing and fails while a sentence is missing there, untranslated, or no longer used.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$root"
. scripts/environment.sh
prepare_environment dev
command -v xgettext >/dev/null || { echo "xgettext is missing: apt install gettext" >&2; exit 2; }
SONDA_SECRET_KEY=gathering exec .venv/bin/python -P scripts/messages.py "$@"
