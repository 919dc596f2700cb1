/** Coming back: the code to note, shown once, and the way in (or the way to erase) for who has one. */
import { el, vider } from "./dom.js";

// Sixteen digits alone, of any script and however they are spaced: a return code more often than a message.
const SEUL = /^(?:[^\p{L}\p{N}]*\p{Nd}){16}[^\p{L}\p{N}]*$/u;

export class Retour {
  /**
   * @param o {t: texts; creer(), revenir(code), effacer(code): promises; entamee(): whether the person has said
   *           something here; envoyer(texte), rendre(texte): what was typed as a message; sortie: the quick exit, since a
   *           modal dialog makes the one of the head unreachable}
   */
  constructor(o) {
    this.o = o;
    this.titre = el("h2", { id: "retour-titre" });
    this.corps = el("div");
    this.noeud = el("dialog", { class: "retour", "aria-labelledby": "retour-titre" }, this.titre, this.corps, o.sortie);
    this.noeud.addEventListener("close", () => this.ferme());
    this.outil = el("button", { type: "button", onclick: () => (o.entamee() ? this.garder() : this.demander()) });
    this.situer();
  }

  /** The tool of the head: nothing can be kept before the first words, and a code can bring back here. */
  situer() {
    const { t, entamee } = this.o;
    vider(this.outil).append(...(entamee() ? [t.garder, el("span", { class: "cache", texte: t.pour })] : [t.jAi]));
  }

  /** Takes a text that is only a code, typed as a message; false when it is something else. */
  prendre(texte) {
    if (!SEUL.test(texte)) return false;
    this.tape = texte;
    this.demander();
    return true;
  }

  /** First what the code does, as a new one puts an end to the former. */
  garder() {
    const { t } = this.o;
    const erreur = alerte();
    const faire = async () => this.montrer(await this.o.creer());
    const montrer = bouton(t.montrer, () => this.attendre(montrer, erreur, faire), "plein");
    this.afficher(
      t.titre,
      paragraphe(t.aide),
      paragraphe(t.dernier),
      erreur,
      boutons(bouton(t.fermer, () => this.fermer()), montrer),
      bouton(t.deja, () => this.demander(), "discret"),
    );
  }

  montrer(code) {
    const { t } = this.o;
    const dit = el("p", { class: "copie", role: "status" });
    const copier = bouton(t.copier, () =>
      navigator.clipboard.writeText(code).then(
        () => (dit.textContent = t.copie),
        () => (dit.textContent = t.pasCopie),
      ),
    );
    const chiffres = el("p", { class: "code", role: "status" });
    this.afficher(
      t.titreCode,
      chiffres,
      el("p", null, el("strong", { texte: t.notez }), " " + t.partage),
      dit,
      boutons(navigator.clipboard && copier, bouton(t.note, () => this.fermer(), "plein")),
    );
    // Written once the region is there: it is then spoken, digit by digit rather than as four thousands.
    chiffres.append(
      el("span", { "aria-hidden": "true" }, el("span", { texte: code.slice(0, 9) }), " ", el("span", { texte: code.slice(10) })),
      el("span", { class: "cache", texte: code.split(" ").map((g) => g.split("").join(" ")).join(", ") }),
    );
  }

  /** Asks for the code: to come back, or to erase from afar. */
  demander() {
    const { t, entamee } = this.o;
    const erreur = alerte();
    const champ = (this.champ = el("input", {
      id: "retour-code",
      type: "text",
      inputmode: "numeric",
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      autofocus: true,
    }));
    champ.value = this.tape || "";
    const revenir = el("button", { type: "submit", class: "plein", texte: t.revenir });
    const form = el(
      "form",
      { novalidate: true },
      el("label", { for: "retour-code", texte: t.label }),
      champ,
      erreur,
      entamee() && paragraphe(t.quitte),
      boutons(bouton(t.fermer, () => this.fermer()), revenir),
      this.tape && bouton(t.message, () => this.commeMessage(), "discret"),
      bouton(t.effacer, () => this.sur(champ.value), "discret"),
    );
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.attendre(revenir, erreur, async () => {
        await this.o.revenir(champ.value);
        this.tape = null;
        this.fermer();
      });
    });
    this.afficher(t.titreRevenir, form);
  }

  /** Erasing is asked twice, as everywhere. */
  sur(code) {
    const { t } = this.o;
    const erreur = alerte();
    const oui = bouton(
      t.oui,
      () =>
        this.attendre(oui, erreur, async () => {
          await this.o.effacer(code);
          this.tape = null;
          const fermer = bouton(t.fermer, () => this.fermer());
          this.afficher(t.titreEfface, el("p", { role: "status", texte: t.efface }), boutons(fermer));
        }),
      "oui",
    );
    const non = bouton(t.non, () => {
      this.demander();
      this.champ.value = code;
    });
    this.afficher(t.titreSur, paragraphe(t.sur), erreur, boutons(non, oui));
  }

  async attendre(celui, erreur, travail) {
    if (celui.disabled) return;
    celui.disabled = true;
    erreur.textContent = "";
    try {
      await travail();
    } catch (e) {
      erreur.textContent = e.message || this.o.t.horsLigne;
      if (this.champ && this.champ.isConnected) {
        this.champ.setAttribute("aria-invalid", "true");
        this.champ.focus();
      }
    } finally {
      celui.disabled = false;
    }
  }

  commeMessage() {
    const texte = this.tape;
    this.tape = null;
    this.fermer();
    this.o.envoyer(texte);
  }

  afficher(titre, ...contenu) {
    this.titre.textContent = titre;
    vider(this.corps).append(...contenu.filter(Boolean));
    if (!this.noeud.open) this.ouvrir();
    const premier = this.corps.querySelector("input, .boutons button");
    if (premier) premier.focus();
  }

  ouvrir() {
    if (this.noeud.showModal) return this.noeud.showModal();
    this.noeud.classList.add("simple"); // Safari before 15.4 has no <dialog>
    this.noeud.setAttribute("role", "dialog");
    this.noeud.setAttribute("open", "");
    this.noeud.open = true;
  }

  fermer() {
    if (this.noeud.close) return this.noeud.open && this.noeud.close();
    this.noeud.removeAttribute("open");
    this.noeud.open = false;
    this.ferme();
  }

  /** Nothing of a code stays in the page, and what was typed as a message is not lost. */
  ferme() {
    vider(this.corps);
    if (this.tape) this.o.rendre(this.tape);
    this.tape = null;
  }
}

const alerte = () => el("p", { class: "erreur", role: "alert" });
const paragraphe = (texte) => el("p", { texte });
const bouton = (texte, onclick, classe) => el("button", { type: "button", class: classe, onclick, texte });
const boutons = (...ceux) => el("div", { class: "boutons" }, ...ceux);
