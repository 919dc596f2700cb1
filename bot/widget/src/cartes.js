/** The cards: one function per `type` of the contract, each giving the inside of an <article>. */
import { ajouter, cache, el, lienTel, lienWeb, liens } from "./dom.js";

/**
 * A card. In: the card of the contract, the texts, the level of its heading (its parts are one level below), what makes
 * the form of a fiche. Out: an <article>. A type that this page does not know shows its title and its text.
 */
export function carte(c, t, niveau, fiche) {
  const type = Object.prototype.hasOwnProperty.call(TYPES, c.type) ? c.type : "autre";
  const o = { t, fiche, titre: (texte) => el("h" + (niveau + 1), { texte }) };
  const article = el("article", { class: "carte carte-" + type });
  if (c.titre) article.append(el("h" + niveau, { class: "carte-titre", texte: c.titre }));
  return ajouter(article, TYPES[type](c, o));
}

const paragraphe = (texte, o, classe) => texte && el("p", { class: classe }, ...liens(texte, o.t.nouvelOnglet));
const note = (c, o) => paragraphe(c.note, o, "note");
const liste = (textes, o, classe) =>
  textes &&
  textes.length > 0 &&
  el("ul", { class: classe }, ...textes.map((x) => el("li", null, ...liens(x, o.t.nouvelOnglet))));
const site = (s, o) => s && el("p", { class: "site" }, lienWeb(s.adresse, s.titre, o.t.nouvelOnglet));

function mots(m, o) {
  if (!m || !m.length) return null;
  const cites = m.map((mot, i) => [i ? ", " : "", el("q", { texte: mot })]);
  return el("p", { class: "mots" }, o.t.mots + " : ", ...cites.flat());
}

/** The wording of the law, folded: precise for those who want it, out of the way of the others. */
function loi(texte, o) {
  return texte && el("details", { class: "loi" }, el("summary", { texte: o.t.loi }), el("p", { texte }));
}

function contact(c, o, titreCarte) {
  const etat = c.etat && (c.etat.ouvert == null ? "inconnu" : c.etat.ouvert ? "ouvert" : "ferme");
  return el(
    "li",
    { class: "contact" + (c.perime ? " perime" : "") },
    c.nom !== titreCarte && o.titre(c.nom),
    c.perime && el("p", { class: "badge", texte: o.t.perime }),
    paragraphe(c.role, o, "role"),
    paragraphe(c.detail, o),
    c.etat && el("p", { class: "etat " + etat }, ...liens(c.etat.texte, o.t.nouvelOnglet)),
    c.tel && lienTel(c.tel.lien, [o.t.appeler + " ", el("strong", { texte: c.tel.affiche })], "appel"),
    site(c.site, o),
    c.adresse && el("p", { class: "adresse", texte: c.adresse }),
    note(c, o),
  );
}

const contacts = (c, o) =>
  c.contacts &&
  c.contacts.length > 0 &&
  el("ul", { class: "contacts" }, ...c.contacts.map((x) => contact(x, o, c.titre)));

const rubrique = (nom, ...corps) => el("div", null, el("dt", { texte: nom }), ...corps);

const TYPES = {
  qualification: (c, o) => [
    el(
      "dl",
      { class: "rubriques" },
      c.criteres &&
        c.criteres.length > 0 &&
        rubrique(
          o.t.criteres(c.criteres.length),
          ...c.criteres.map((x) => el("dd", null, el("strong", { texte: x.titre }), mots(x.mots, o), loi(x.legal, o))),
        ),
      c.domaine &&
        rubrique(o.t.domaine, el("dd", null, el("strong", { texte: c.domaine.titre }), mots(c.domaine.mots, o))),
      c.lieu && rubrique(o.t.lieu, el("dd", null, el("strong", { texte: c.lieu }))),
    ),
    note(c, o),
  ],

  contact: (c, o) => [contacts(c, o), note(c, o)],

  preuves: (c, o) => [liste(c.elements, o, "coches"), note(c, o)],

  delais: (c, o) => [
    el(
      "ul",
      { class: "delais" },
      ...c.elements.map((d) =>
        el(
          "li",
          null,
          o.titre(d.titre),
          el(
            "dl",
            null,
            rubrique(o.t.duree, el("dd", { class: "duree", texte: d.duree })),
            d.depart && rubrique(o.t.depart, el("dd", { texte: d.depart })),
          ),
          note(d, o),
        ),
      ),
    ),
    paragraphe(c.rappel, o, "rappel"),
  ],

  elements: (c, o) => [
    el(
      "ol",
      { class: "trois" },
      ...c.elements.map((e) => {
        const etat = e.present == null ? "aPreciser" : e.present ? "present" : "absent";
        return el(
          "li",
          { class: etat },
          o.titre(e.titre),
          el("p", { class: "badge", texte: o.t[etat] }),
          paragraphe(e.texte, o),
        );
      }),
    ),
    note(c, o),
  ],

  information: (c, o) => [paragraphe(c.texte, o), liste(c.points, o, "points"), site(c.site, o), note(c, o)],

  recapitulatif: (c, o) => [
    ...c.sections.map((s) => el("section", null, o.titre(s.titre), liste(s.lignes, o, "points"))),
    note(c, o),
  ],

  urgence: (c, o) => [
    paragraphe(c.texte, o),
    el(
      "ul",
      { class: "numeros" },
      ...c.numeros.map((n) =>
        el(
          "li",
          null,
          lienTel(
            n.lien,
            [
              cache(o.t.appeler + " "),
              el("strong", { texte: n.numero }),
              el("span", null, el("b", { texte: n.nom }), n.detail && el("small", { texte: n.detail })),
            ],
            "numero",
          ),
        ),
      ),
    ),
  ],

  transfert: (c, o) => [paragraphe(c.texte, o), contacts(c, o), note(c, o), c.fiche && o.fiche && o.fiche(c.fiche)],

  autre: (c, o) => [paragraphe(c.texte, o), note(c, o)],
};
