#!/bin/sh
# Prépare ce dont Boussole a besoin : uv, un Python 3.10, l'environnement verrouillé (.venv).
#
#   outils/installer.sh execution    ce qu'il faut pour « make run »
#   outils/installer.sh tout         et ce qu'il faut pour « make test »
#
# Ne fait rien quand tout est déjà en place. Écrit dans .tools/ et .venv/ seulement (uv garde aussi son cache).
set -eu
cd "$(dirname "$0")/.."
unset UV_PROJECT_ENVIRONMENT VIRTUAL_ENV

MODE=${1:-execution}
case $MODE in
    execution) GROUPES="--no-group dev" ;;
    tout) GROUPES="--all-groups" ;;
    *) echo "usage : $0 [execution|tout]" >&2; exit 2 ;;
esac

dire() { printf '%s\n' "$*"; }
echouer() { printf '\n%s\n' "$*" >&2; exit 1; }

# --- Déjà en place ? ------------------------------------------------------------------------------
# La marque tient au verrou et à la version de Python : un changement de l'un des deux relance l'installation.
MARQUE=$(cat uv.lock .python-version | cksum)
deja() { [ "$(cat ".venv/.boussole-$1" 2>/dev/null || true)" = "$MARQUE" ]; }
if { deja "$MODE" || deja tout; } && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

if [ ! -d .venv ]; then
    dire "Première installation : environ 2,4 Go sur le disque, 3 à 10 minutes selon la connexion."
    LIBRE=$(df -Pk . | awk 'NR == 2 { print int($4 / 1048576) }')
    if [ "${LIBRE:-99}" -lt 4 ]; then
        dire "Attention : il reste ${LIBRE} Go sur ce disque, il en faut environ 4."
    fi
else
    dire "Mise à jour de l'installation…"
fi

# --- uv : celui de la machine s'il est assez récent, sinon le nôtre dans .tools/ --------------------
assez_recent() {
    version=$("$1" --version 2>/dev/null | awk '{ print $2 }') || return 1
    case $version in
        0.[0-6].* | 0.[0-6] | "") return 1 ;;
        *) return 0 ;;
    esac
}

installer_uv() {
    dire "uv (le programme qui installe le reste) : installation dans .tools/"
    if ! command -v python3 >/dev/null 2>&1; then
        echouer "Il faut Python 3 (n'importe quelle version) pour commencer. Debian, Ubuntu : apt install python3 python3-venv"
    fi
    rm -rf .tools
    if ! python3 -m venv .tools >/dev/null 2>&1; then
        # Debian range venv dans un paquet à part.
        rm -rf .tools
        if command -v apt-get >/dev/null 2>&1 && droits; then
            dire "Installation du paquet python3-venv…"
            { $SUDO apt-get update -qq && $SUDO apt-get install -y -qq python3-venv; } >/dev/null 2>&1 || true
        fi
        python3 -m venv .tools >/dev/null 2>&1 || echouer "\
Python ne peut pas créer d'environnement (il manque « venv »). Au choix :
  Debian, Ubuntu : sudo apt install python3-venv
  ailleurs       : installez uv (https://docs.astral.sh/uv/getting-started/installation/)
puis relancez la même commande."
    fi
    .tools/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9' \
        || echouer "uv n'a pas pu être téléchargé : vérifiez la connexion à internet, puis relancez la même commande."
}

# Peut-on installer un paquet du système sans poser de question ? SUDO dit comment.
droits() {
    SUDO=""
    [ "$(id -u)" -eq 0 ] && return 0
    SUDO="sudo -n"
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null
}

UV=""
for candidat in uv .tools/bin/uv; do
    if command -v "$candidat" >/dev/null 2>&1 && assez_recent "$candidat"; then
        UV=$candidat
        break
    fi
done
if [ -z "$UV" ]; then
    installer_uv
    UV=.tools/bin/uv
fi

# --- Python 3.10 : celui de la machine, sinon téléchargé par uv -------------------------------------
VERSION=$(cat .python-version)
trouver_python() {
    "$UV" python find --system "$VERSION" 2>/dev/null && return 0
    for dossier in "${PYENV_ROOT:-$HOME/.pyenv}/versions/$VERSION".*; do
        if [ -x "$dossier/bin/python" ]; then
            dire "$dossier/bin/python"
            return 0
        fi
    done
    return 1
}

# Un .venv en état garde son Python ; un .venv cassé ou d'une autre version est refait.
if .venv/bin/python -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$VERSION')" 2>/dev/null; then
    PYTHON=.venv/bin/python
else
    rm -rf .venv
    PYTHON=$(trouver_python) || PYTHON=""
fi
if [ -z "$PYTHON" ]; then
    dire "Python $VERSION : téléchargement par uv…"
    "$UV" python install "$VERSION" || echouer "\
Boussole a besoin de Python $VERSION (Rasa refuse les versions suivantes) et uv n'a pas pu le télécharger. Au choix :
  pyenv  : pyenv install $VERSION
  macOS  : brew install python@$VERSION
  Fedora : sudo dnf install python$VERSION
puis relancez la même commande."
    PYTHON=$(trouver_python) || echouer "Python $VERSION reste introuvable après son installation par uv."
fi

# --- L'environnement verrouillé -------------------------------------------------------------------
# --inexact : « make run » n'enlève pas ce que « make test » a ajouté. --compile-bytecode : chaque démarrage gagne plusieurs secondes.
# shellcheck disable=SC2086
"$UV" sync --frozen --inexact --compile-bytecode --python "$PYTHON" $GROUPES \
    || echouer "\
L'installation s'est arrêtée. Relancez la même commande : elle reprend où elle en était.
Si l'erreur parle de certificat (réseau d'entreprise) : UV_SYSTEM_CERTS=1 make run"
dire "$MARQUE" > ".venv/.boussole-$MODE"
