#!/bin/sh
# Écrit le chemin d'un Chromium ou d'un Chrome pour les essais de la page ; l'installe sur Debian et Ubuntu si possible.
# (Playwright sait télécharger le sien, mais pas partout : nous conduisons celui de la machine.)
set -eu

. "$(dirname "$0")/paquet.sh"

trouver_ou_installer Chromium chromium \
    "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" && exit 0

cat >&2 <<'FIN'
Les essais de la page demandent Chromium ou Chrome, et il n'y en a pas sur cette machine. Au choix :
  Debian, Ubuntu : sudo apt install chromium
  Fedora         : sudo dnf install chromium
  macOS          : brew install --cask chromium
ou donnez son chemin : CHROMIUM=/chemin/vers/chromium make test
FIN
exit 1
