/** The one question asked before erasing. */
import { el } from "./dom.js";

/**
 * Builds the dialog. In: texts, `effacer()` (a promise), the quick exit (a modal dialog makes the one of the head
 * unreachable). Out: {noeud, ouvrir()}.
 */
export function dialogueEffacer(t, effacer, sortie) {
  const erreur = el("p", { class: "erreur", role: "alert" });
  const fermer = () => (noeud.open ? noeud.close() : null);
  const oui = el("button", { type: "button", class: "oui", texte: t.oui });
  const noeud = el(
    "dialog",
    { "aria-labelledby": "dialogue-titre", "aria-describedby": "dialogue-texte" },
    el("h2", { id: "dialogue-titre", texte: t.titre }),
    el("p", { id: "dialogue-texte", texte: t.texte }),
    erreur,
    el(
      "div",
      { class: "boutons" },
      el("button", { type: "button", class: "non", autofocus: true, onclick: fermer, texte: t.non }),
      oui,
    ),
    sortie,
  );
  const confirmer = async () => {
    oui.disabled = true;
    erreur.textContent = "";
    try {
      await effacer();
      fermer();
    } catch (e) {
      erreur.textContent = e.message || t.echec;
    } finally {
      oui.disabled = false;
    }
  };
  oui.addEventListener("click", confirmer);
  const ouvrir = () => {
    erreur.textContent = "";
    if (noeud.showModal) noeud.showModal();
    else if (window.confirm(t.titre + "\n" + t.texte)) confirmer(); // Safari before 15.4 has no <dialog>
  };
  return { noeud, ouvrir };
}
