#!/bin/sh
# Vérifie que la page construite (bot/widget/dist) est bien celle que donnent ses sources. Demande Node.
set -eu
cd "$(dirname "$0")/../bot/widget"

if ! command -v npm >/dev/null 2>&1; then
    cat >&2 <<'FIN'
Il manque Node (et npm), qui construit la page. « make run » s'en passe ; « make test » en a besoin. Au choix :
  Debian, Ubuntu : sudo apt install nodejs npm
  Fedora         : sudo dnf install nodejs
  macOS          : brew install node
FIN
    exit 1
fi

MARQUE=$(cksum < package-lock.json)
if [ "$(cat node_modules/.boussole 2>/dev/null || true)" != "$MARQUE" ]; then
    npm ci --no-audit --no-fund
    printf '%s\n' "$MARQUE" > node_modules/.boussole
fi
npm run --silent check
