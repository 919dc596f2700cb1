#!/bin/sh
# Écrit le chemin de nginx pour l'essai de la page de secours ; l'installe sur Debian et Ubuntu si possible.
set -eu

. "$(dirname "$0")/paquet.sh"

trouver_ou_installer nginx "--no-install-recommends nginx-light" \
    "${NGINX:-}" nginx /usr/sbin/nginx /usr/local/sbin/nginx && exit 0

cat >&2 <<'FIN'
L'essai de la page de secours demande nginx, et il n'y en a pas sur cette machine. Au choix :
  Debian, Ubuntu : sudo apt install nginx-light
  Fedora         : sudo dnf install nginx
  macOS          : brew install nginx
ou donnez son chemin : NGINX=/chemin/vers/nginx make test
FIN
exit 1
