#!/bin/sh
# « make test » : chaque étape avec son titre et sa durée, arrêt à la première qui échoue, durée totale.
set -u
cd "$(dirname "$0")/.."
MAKE=${MAKE:-make}
DEBUT=$(date +%s)

duree() { echo "$(($1 / 60)) min $(($1 % 60)) s"; }

etape() {
    cible=$1
    titre=$2
    printf '\n=== %s\n' "$titre"
    avant=$(date +%s)
    "$MAKE" --no-print-directory "$cible" || {
        printf '\n=== ÉCHEC : %s (make %s), après %s\n' "$titre" "$cible" "$(duree $(($(date +%s) - DEBUT)))" >&2
        exit 1
    }
    printf -- '--- %s : %s\n' "$titre" "$(duree $(($(date +%s) - avant)))"
}

etape install "Installation (Python, outils d'essai)"
etape navigateur "Navigateur"
etape nginx "nginx (page de secours)"
etape widget "Page construite"
etape lint "Style du code"
etape types "Types du cœur"
etape validate "Données d'apprentissage et domaine (rasa data validate)"
etape train "Modèle"
etape stories "Histoires (rasa test)"
etape pytest "Tous les essais"

printf '\n=== TOUT EST VERT, en %s\n' "$(duree $(($(date +%s) - DEBUT)))"
