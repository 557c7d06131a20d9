#!/usr/bin/env bash
# Runs every test; with --long instead the long forms of the fault tests (docs/reliability.md). Installs what a fresh Debian machine lacks: Chromium with a Chinese font, a mail server for tests, and the npm packages of the SDK tour.
set -euo pipefail
cd "$(dirname "$0")"

if { [ ! -x /usr/bin/chromium ] || ! /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null; } && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk python3-aiosmtpd >/dev/null
fi

if [ PeppaApi.Tests/package-lock.json -nt PeppaApi.Tests/node_modules/.package-lock.json ] && command -v npm >/dev/null; then
    (cd PeppaApi.Tests && npm ci --no-audit --no-fund --silent)
fi

if [ "${1:-}" = --long ]; then
    set -- --explicit only "${@:2}"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution PeppaApi.sln --configuration Release "$@" 2>&1 | tee "$log" || status=$?

# Once more at the end, where a log that is cut still has them: what failed, and why.
awk '/^failed /{lines = 30} /^[^ ]/ && !/^failed /{lines = 0} lines-- > 0' "$log"

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
echo "$(count succeeded) passed, $(count failed) failed, $(count skipped) skipped"
exit "$status"
