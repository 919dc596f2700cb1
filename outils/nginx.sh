#!/bin/sh
# Écrit le chemin de nginx pour l'essai de la page de secours ; l'installe sur Debian et Ubuntu si possible.
set -eu

chercher() {
    for nom in "${NGINX:-}" nginx /usr/sbin/nginx /usr/local/sbin/nginx; do
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
    echo "Installation de nginx (paquet du système)…" >&2
    { $SUDO apt-get update -qq && $SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light; } >&2 || true
    chercher && exit 0
fi

cat >&2 <<'FIN'
L'essai de la page de secours demande nginx, et il n'y en a pas sur cette machine. Au choix :
  Debian, Ubuntu : sudo apt install nginx-light
  Fedora         : sudo dnf install nginx
  macOS          : brew install nginx
ou donnez son chemin : NGINX=/chemin/vers/nginx make test
FIN
exit 1
