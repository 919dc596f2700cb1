// Extracts the places of the five departments from npm's @etalab/decoupage-administratif into bot/knowledge/lieux/*.csv.
// Usage, from an empty folder: npm install @etalab/decoupage-administratif@6.0.0, then
//   node outils/communes.mjs DOSSIER_DU_PAQUET LISTE_DE_MOTS DOSSIER_DE_SORTIE
// LISTE_DE_MOTS is a plain list of French words, one a line (Debian: package wfrench): names that are also ordinary
// words are marked « courant », so that « avion » in a story is not taken for Avion.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [paquet, motsFichier, sortie] = process.argv.slice(2);
const DEPARTEMENTS = new Set(["02", "59", "60", "62", "80"]);
const POPULATION_AILLEURS = 10000;
const lire = (nom) => JSON.parse(readFileSync(join(paquet, "data", nom + ".json"), "utf8"));
const aplatir = (texte) =>
  (texte.replaceAll("œ", "oe").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().match(/[a-z0-9]+/g) ?? []).join(" ");

const communes = lire("communes");
const epciDe = new Map(lire("epci").flatMap((e) => e.membres.map((m) => [m.code, e.code])));
const motsCourants = new Set(
  readFileSync(motsFichier, "utf8").split("\n").map((m) => m.trim()).filter((m) => m && m[0] === m[0].toLowerCase()).map(aplatir),
);
const courant = (nom) => (motsCourants.has(aplatir(nom)) ? 1 : 0);
const actuelles = new Map(communes.filter((c) => c.type === "commune-actuelle").map((c) => [c.code, c]));
const region = [...actuelles.values()].filter((c) => DEPARTEMENTS.has(c.departement));

const SOURCE =
  "# Source : npm @etalab/decoupage-administratif 6.0.0 (2026-03-09), licence MIT ; données Insee et DGCL, Licence Ouverte 2.0.\n" +
  "# Mise à jour : docs/taches/mettre-a-jour-les-communes.md. Ne rien corriger à la main.\n";
const champ = (v) => (/[",\n]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : String(v));
const ecrire = (nom, titre, colonnes, lignes) =>
  writeFileSync(join(sortie, nom), `# ${titre}\n${SOURCE}${colonnes.join(",")}\n` + lignes.map((l) => l.map(champ).join(",") + "\n").join(""));
const parOrdre = (cle) => (a, b) => (cle(a) < cle(b) ? -1 : cle(a) > cle(b) ? 1 : 0);

ecrire(
  "communes.csv",
  "Communes de l'Aisne, du Nord, de l'Oise, du Pas-de-Calais et de la Somme ; « courant » = le nom est aussi un mot ordinaire.",
  ["code", "nom", "departement", "codes_postaux", "epci", "population", "courant"],
  region.sort(parOrdre((c) => c.code)).map((c) => [
    c.code, c.nom, c.departement, (c.codesPostaux ?? []).join(" "), epciDe.get(c.code) ?? "", c.population ?? 0, courant(c.nom),
  ]),
);
ecrire(
  "anciennes.csv",
  "Communes associées ou déléguées des cinq départements et la commune qui les contient.",
  ["nom", "code"],
  communes
    .filter((c) => ["commune-associee", "commune-deleguee"].includes(c.type) && DEPARTEMENTS.has(c.departement))
    .filter((c) => actuelles.has(c.chefLieu) && aplatir(actuelles.get(c.chefLieu).nom) !== aplatir(c.nom))
    .sort(parOrdre((c) => c.nom))
    .map((c) => [c.nom, c.chefLieu]),
);
const nomsRegion = new Set(region.map((c) => aplatir(c.nom)));
ecrire(
  "hors_region.csv",
  "Communes de plus de 10 000 habitants des autres départements, et ces départements : pour dire poliment que le lieu est hors de la région.",
  ["nom", "departement", "courant"],
  [
    ...[...actuelles.values()]
      .filter((c) => !DEPARTEMENTS.has(c.departement) && (c.population ?? 0) >= POPULATION_AILLEURS && !nomsRegion.has(aplatir(c.nom)))
      .sort((a, b) => b.population - a.population)
      .map((c) => [c.nom, c.departement, courant(c.nom)]),
    ...lire("departements").filter((d) => !DEPARTEMENTS.has(d.code)).map((d) => [d.nom, d.code, courant(d.nom)]),
  ],
);
