/** The request for a juriste: the fiche that the person edits and agrees to, line by line, and where the request stands. */
import { el, vider } from "./dom.js";

/**
 * The form of a fiche. In: {lignes: [{cle, titre, texte}], departement}, the texts; it sends nothing itself: the event
 * "fiche" goes up with {corps, reussi(), echoue(message)}. A line that is not ticked does not leave.
 */
export function fiche(f, t) {
  const lignes = f.lignes.map((l) => {
    const case_ = el("input", { type: "checkbox", checked: !!l.texte });
    const champ = el("textarea", { rows: l.texte.length > 90 ? 4 : 2, maxlength: 2000, "aria-label": l.titre });
    champ.value = l.texte;
    champ.addEventListener("input", () => (case_.checked = !!champ.value.trim()));
    return { cle: l.cle, case_, champ, noeud: el("div", { class: "accord" }, el("label", null, case_, " " + l.titre), champ) };
  });
  const jointe = el("input", { type: "checkbox" });
  const dit = el("p", { class: "envoi", role: "alert" });
  const bouton = el("button", { type: "submit", class: "principal", texte: t.envoyer });
  const form = el(
    "form",
    { class: "fiche" },
    el("p", { texte: t.aide }),
    ...lignes.map((l) => l.noeud),
    el("div", { class: "accord" }, el("label", null, jointe, " " + t.jointe)),
    dit,
    bouton,
  );
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const gardees = lignes.filter((l) => l.case_.checked && l.champ.value.trim());
    if (!gardees.length && !jointe.checked) return void (dit.textContent = t.vide);
    dit.textContent = "";
    bouton.disabled = true;
    const corps = {
      lignes: gardees.map((l) => ({ cle: l.cle, texte: l.champ.value.trim() })),
      conversation: jointe.checked,
      departement: f.departement,
    };
    const reussi = () => {
      for (const c of form.elements) c.disabled = true;
      bouton.textContent = t.envoyee;
    };
    const echoue = (message) => {
      bouton.disabled = false;
      dit.textContent = message;
    };
    const detail = { corps, reussi, echoue };
    form.dispatchEvent(new CustomEvent("fiche", { bubbles: true, detail }));
  });
  return form;
}

/** The line that always says where the request stands. `dire(etat)` shows it; null or an ended one hides it. */
export function suiviTransfert(t, annuler) {
  const texte = el("span");
  const bouton = el("button", { type: "button", texte: t.annuler, onclick: annuler });
  const noeud = el("p", { class: "attente-juriste", role: "status", hidden: true }, texte, " ", bouton);
  return {
    noeud,
    dire(s) {
      const phrase = s && t.etats[s.etat];
      noeud.hidden = !phrase;
      vider(texte).append(phrase ? phrase(s) : "");
    },
  };
}
