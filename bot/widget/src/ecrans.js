/** What fills the page when there is no conversation to show. Each returns the nodes of one screen. */
import { el, lienTel } from "./dom.js";
import { boussole } from "./motif.js";

const TRAITS = 48;

/** While the conversation opens. */
export const ecranAttente = (t) => [boussole("cherche", TRAITS), el("p", { role: "status", texte: t.chargement })];

/** The server does not answer: what to do, and who answers the phone meanwhile. */
export function ecranPanne(t, message, reessayer) {
  const e = t.erreurDepart;
  const numeros = t.secours.map(([tel, nom, quoi]) =>
    el("li", null, lienTel("tel:" + tel, el("strong", { texte: nom })), el("span", { texte: quoi })),
  );
  return [
    boussole("grande", TRAITS),
    el("h2", { texte: e.titre }),
    el("p", { texte: message || e.texte }),
    el("button", { type: "button", class: "plein-bouton", onclick: reessayer, texte: e.bouton }),
    el("ul", { class: "secours" }, ...numeros),
  ];
}

/** Nothing is left; a new conversation is one touch away, and so is another that a code opens. */
export const ecranEfface = (t, recommencer, [jAi, demander]) => [
  boussole("grande", TRAITS),
  el("h2", { texte: t.titre }),
  el("p", { texte: t.texte }),
  el("button", { type: "button", class: "plein-bouton", onclick: recommencer, texte: t.bouton }),
  el("button", { type: "button", class: "discret", onclick: demander, texte: jAi }),
];
