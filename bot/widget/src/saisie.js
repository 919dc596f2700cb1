/** Where the person writes. Nothing typed is ever cut or lost: what is refused goes back into the box. */
import { el } from "./dom.js";

export const LIMITE = 4000;
const ALERTE = 3600;

/** Counts as the server does: one emoji is one character. */
export const longueur = (texte) => Array.from(texte).length;

export class Saisie {
  /** @param o {t: texts, envoyer(texte), annoncer(texte)} */
  constructor(o) {
    this.o = o;
    const t = o.t.message;
    this.champ = el("textarea", {
      id: "champ",
      rows: "1",
      placeholder: t.indice,
      "aria-describedby": "compte aide",
      autocomplete: "off",
      autocapitalize: "sentences",
      enterkeyhint: "enter",
    });
    this.compte = el("p", { id: "compte", class: "compte", hidden: true });
    this.erreur = el("p", { class: "erreur", role: "alert" });
    this.form = el(
      "form",
      { class: "composer", novalidate: true },
      this.erreur,
      el("label", { for: "champ", texte: t.label }),
      this.compte,
      el("div", { class: "ligne" }, this.champ, el("button", { class: "envoyer", type: "submit", texte: t.envoyer })),
      el("p", { id: "aide", class: "cache", texte: t.clavier }),
    );
    this.form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.valider();
    });
    this.champ.addEventListener("input", () => this.ajuster());
    this.champ.addEventListener("keydown", (e) => this.touche(e));
  }

  touche(e) {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
    // A touch keyboard has no Shift+Enter: there, Enter goes to the next line and the button sends.
    if (window.matchMedia("(hover: none) and (pointer: coarse)").matches) return;
    e.preventDefault();
    this.valider();
  }

  valider() {
    const texte = this.champ.value.trim();
    const t = this.o.t.message;
    if (!texte) this.dire(t.vide);
    else if (longueur(texte) > LIMITE) this.dire(t.tropLong);
    else {
      this.remplir("");
      this.o.envoyer(texte);
    }
    this.champ.focus();
  }

  /** Shows what is wrong, or clears it (""). */
  dire(texte) {
    this.erreur.textContent = texte;
  }

  /** Replaces the text. */
  remplir(texte) {
    this.champ.value = texte;
    this.dire("");
    this.ajuster();
  }

  /** Gives a refused text back, before anything typed meanwhile. */
  rendre(texte, raison) {
    this.remplir(this.champ.value ? texte + "\n" + this.champ.value : texte);
    this.dire(raison);
  }

  ajuster() {
    const c = this.champ;
    c.style.height = "auto";
    c.style.height = c.scrollHeight + 4 + "px";
    if (c.value && this.erreur.textContent) this.dire("");
    const n = longueur(c.value);
    const t = this.o.t.message;
    const trop = n > LIMITE;
    const niveau = trop ? 2 : n >= ALERTE ? 1 : 0;
    this.compte.hidden = !niveau;
    this.compte.textContent = trop ? t.trop(n - LIMITE) : niveau ? t.reste(LIMITE - n) : "";
    this.compte.classList.toggle("trop", trop);
    if (trop) c.setAttribute("aria-invalid", "true");
    else c.removeAttribute("aria-invalid");
    // Spoken only when the level changes, not at each key.
    if (niveau && niveau !== this.niveau) this.o.annoncer(this.compte.textContent);
    this.niveau = niveau;
  }
}
