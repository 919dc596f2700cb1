#!/bin/sh
# Écrit le chemin d'un Chromium ou d'un Chrome pour les essais de la page ; l'installe sur Debian et Ubuntu si possible.
# (Playwright sait télécharger le sien, mais pas partout : nous conduisons celui de la machine.)
set -eu

chercher() {
    for nom in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if [ -n "$nom" ] && command -v "$nom" >/dev/null 2>&1; then
            command -v "$nom"
            return 0
        fi
    done
    return 1
}

chercher && exit 0

SUDO=""
[ "$(id -u)" -eq 0 ] || SUDO="sudo -n"
if command -v apt-get >/dev/null 2>&1 && { [ -z "$SUDO" ] || $SUDO true 2>/dev/null; }; then
    echo "Installation de Chromium (paquet du système)…" >&2
    { $SUDO apt-get update -qq && $SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >&2 || true
    chercher && exit 0
fi

cat >&2 <<'FIN'
Les essais de la page demandent Chromium ou Chrome, et il n'y en a pas sur cette machine. Au choix :
  Debian, Ubuntu : sudo apt install chromium
  Fedora         : sudo dnf install chromium
  macOS          : brew install --cask chromium
ou donnez son chemin : CHROMIUM=/chemin/vers/chromium make test
FIN
exit 1
