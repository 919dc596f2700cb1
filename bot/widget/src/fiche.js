/** Asking for a juriste: the fiche that the person reads, corrects and agrees to send, and where their request stands. */
import { el, vider } from "./dom.js";
import { nouvelId } from "./session.js";

const OUVERTS = ["demande", "pris", "en_cours", "rappel"];

export class Demande {
  /** @param o {t: texts, envoyer(body) → state, annuler(), refuser(error, text)} */
  constructor(o) {
    this.o = o;
    this.dit = el("p");
    this.erreur = el("p", { class: "erreur", role: "alert" });
    this.boutons = el("p", { class: "boutons" });
    this.suivi = el("div", { class: "attente-juriste" }, this.dit, this.erreur, this.boutons);
    this.oublier();
  }

  /** Forgets the request and its fiches. */
  oublier() {
    this.fiches = [];
    this.recevoir(null);
  }

  /** Where the request stands, as the server says it: {etat, promis, devant}, or null when nobody was asked for. */
  recevoir(suivi) {
    const { t } = this.o;
    const etat = suivi && suivi.etat;
    this.ouverte = OUVERTS.includes(etat);
    this.suivi.hidden = !this.ouverte;
    this.erreur.textContent = "";
    this.dit.textContent = this.ouverte ? t.etats[etat](suivi) : "";
    this.proposerFin(etat);
    for (const fiche of this.fiches) if (this.ouverte || etat) fiche.plier(this.ouverte ? t.envoyee : t.terminee);
  }

  /** The way out of a request: asked twice, because a place in the queue is lost. */
  proposerFin(etat) {
    const { t } = this.o;
    if (!this.ouverte) return vider(this.boutons);
    const tenue = etat === "pris" || etat === "en_cours";
    this.remplacer(
      bouton(tenue ? t.finir : t.annuler, () => {
        const [premier] = this.remplacer(
          bouton(tenue ? t.finirOui : t.annulerOui, () => this.annuler(), "oui"),
          bouton(t.non, () => this.proposerFin(etat)),
        );
        premier.focus();
      }),
    );
  }

  remplacer(...boutons) {
    vider(this.boutons).append(...boutons);
    return boutons;
  }

  async annuler() {
    for (const b of this.boutons.children) b.disabled = true;
    try {
      await this.o.annuler();
      this.recevoir({ etat: "annule" });
    } catch (e) {
      this.erreur.textContent = e.message || this.o.t.echec;
      for (const b of this.boutons.children) b.disabled = false;
    }
  }

  /** The form of one fiche. In: {lignes: [{cle, titre, texte, aide}], departement}. Out: an element. */
  fiche(f) {
    const fiche = new Fiche(f, this.o, (etat) => this.recevoir(etat));
    this.fiches.push(fiche);
    if (this.ouverte) fiche.plier(this.o.t.envoyee);
    return fiche.noeud;
  }
}

class Fiche {
  constructor(f, o, envoyee) {
    const { t } = o;
    Object.assign(this, { o, envoyee, departement: f.departement, id: nouvelId() });
    this.lignes = f.lignes.map((l) => ligne(l, t));
    this.conversation = case_(t.joindre, false);
    this.erreur = el("p", { class: "erreur", role: "alert" });
    this.envoi = el("button", { type: "submit", class: "plein-bouton", texte: t.envoyer });
    const vides = this.lignes.filter((l) => !l.texte);
    this.form = el(
      "form",
      { class: "fiche", novalidate: true },
      el("ul", null, ...this.lignes.filter((l) => l.texte).map((l) => l.noeud)),
      vides.length > 0 &&
        el("details", null, el("summary", { texte: t.ajouter }), el("ul", null, ...vides.map((l) => l.noeud))),
      el("div", { class: "joindre" }, this.conversation.noeud, el("p", { class: "note", texte: t.joindreAide })),
      this.erreur,
      el("p", { class: "boutons" }, this.envoi, bouton(t.plusTard, () => this.plier(t.plusTardDit, true))),
    );
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.envoyer();
    });
    this.dit = el("p", { role: "status" });
    this.rouvrir = bouton(t.rouvrir, () => {
      this.montrer(true);
      this.form.querySelector("input, textarea").focus();
    });
    this.plie = el("div", { class: "fiche-pliee", hidden: true }, this.dit, this.rouvrir);
    this.noeud = el("div", null, this.form, this.plie);
  }

  montrer(ouvert) {
    this.form.hidden = !ouvert;
    this.plie.hidden = ouvert;
  }

  /** Folds the form under a sentence; it can be opened again unless a request is open. */
  plier(texte, vise) {
    this.dit.textContent = texte;
    this.rouvrir.hidden = texte === this.o.t.envoyee;
    this.montrer(false);
    if (vise) this.rouvrir.focus();
  }

  async envoyer() {
    const { t } = this.o;
    const gardees = this.lignes.filter((l) => l.coche.checked && l.champ.value.trim());
    const conversation = this.conversation.coche.checked;
    this.erreur.textContent = gardees.length || conversation ? "" : t.vide;
    if (this.erreur.textContent) return;
    this.envoi.disabled = true;
    this.envoi.textContent = t.envoi;
    const lignes = gardees.map((l) => ({ cle: l.cle, texte: l.champ.value.trim() }));
    try {
      const suivi = await this.o.envoyer({ id: this.id, lignes, conversation, departement: this.departement });
      this.id = nouvelId(); // another request, later, is another one
      this.envoyee(suivi);
    } catch (e) {
      // The same id is kept: sent again, it is still one request.
      this.erreur.textContent = (e.code === "reseau" ? t.horsLigne : e.message) || t.echec;
      this.o.refuser(e, lignes.map((l) => l.texte).join("\n"));
    } finally {
      this.envoi.disabled = false;
      this.envoi.textContent = t.envoyer;
    }
  }
}

const bouton = (texte, onclick, classe) => el("button", { type: "button", class: classe, onclick, texte });

function case_(titre, oui) {
  const coche = el("input", { type: "checkbox" });
  coche.checked = oui; // what the person sees is what is agreed to: nothing hidden is ticked
  return { coche, noeud: el("label", { class: "case" }, coche, el("span", { texte: titre })) };
}

/** One line: its agreement and its words. Writing in it agrees to send it. */
function ligne(l, t) {
  const { coche, noeud } = case_(l.titre, !!l.texte);
  const champ = el("textarea", { rows: "1", maxlength: "2000", placeholder: l.aide, "aria-label": t.texteDe(l.titre) });
  champ.value = l.texte || "";
  const ajuster = () => {
    champ.style.height = "auto";
    if (champ.scrollHeight) champ.style.height = champ.scrollHeight + 4 + "px";
  };
  const griser = () => (champ.readOnly = !coche.checked && !!champ.value);
  champ.addEventListener("input", () => {
    coche.checked = !!champ.value.trim();
    ajuster();
  });
  coche.addEventListener("change", griser);
  champ.addEventListener("focus", ajuster);
  // Its height is known once it is on the page.
  requestAnimationFrame(ajuster);
  return { cle: l.cle, texte: l.texte, coche, champ, noeud: el("li", null, noeud, champ) };
}
