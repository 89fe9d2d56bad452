#!/bin/sh
# Makes the virtual environment that every `make` target uses, from the hash-pinned lock. Does nothing when it stands already.
#   deploy/install.sh PYTHON VENV
set -eu

python=$1
venv=$2
stamp=$venv/.athir-installed

command -v "$python" >/dev/null || { echo "athir: no $python found; Python 3.11, 3.12 or 3.13 is needed" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || {
  echo "athir: $("$python" --version) cannot be used; Python 3.11, 3.12 or 3.13 is needed (make PYTHON=python3.11 …)" >&2
  exit 1
}

# What the environment was made from: when any of it changes, it is brought up to date.
wanted=$("$python" - requirements.lock pyproject.toml <<'EOF'
import hashlib, os, sys
digest = hashlib.sha256(sys.version.encode() + os.getcwd().encode())
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        digest.update(file.read())
print(digest.hexdigest())
EOF
)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

begun=$(date +%s)
if [ ! -x "$venv/bin/python" ]; then
  echo "athir: making the virtual environment $venv with $("$python" --version)"
  "$python" -m venv "$venv"
fi
rm -f "$stamp"
export PIP_DISABLE_PIP_VERSION_CHECK=1
echo "athir: installing $(grep -c '^[a-z].*==' requirements.lock) locked packages; this takes a minute or two"
"$venv/bin/python" -m pip install --progress-bar on --require-hashes --no-deps -r requirements.lock
echo "athir: installing athir itself, editable"
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
printf '%s\n' "$wanted" >"$stamp"
echo "athir: installed in $(($(date +%s) - begun)) s"
