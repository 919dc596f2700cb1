# À lire par « . » : trouver un programme de la machine, ou l'installer sur Debian et Ubuntu si possible.

# trouver NOM… : écrit le chemin du premier qui existe.
trouver() {
    for nom in "$@"; do
        if [ -n "$nom" ] && command -v "$nom" >/dev/null 2>&1; then
            command -v "$nom"
            return 0
        fi
    done
    return 1
}

# trouver_ou_installer TITRE PAQUET NOM… : de même ; sinon installe le paquet (options d'apt comprises) et cherche encore.
trouver_ou_installer() {
    titre=$1
    paquet=$2
    shift 2
    trouver "$@" && return 0
    sudo=""
    [ "$(id -u)" -eq 0 ] || sudo="sudo -n"
    if command -v apt-get >/dev/null 2>&1 && { [ -z "$sudo" ] || $sudo true 2>/dev/null; }; then
        echo "Installation de $titre (paquet du système)…" >&2
        { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $paquet; } >&2 || true
    fi
    trouver "$@"
}
