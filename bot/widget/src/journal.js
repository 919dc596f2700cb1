/** The conversation as it is shown: one list item per message, kept in the order of the server's ranks. */
import { carte } from "./cartes.js";
import { ajouter, cache, el, liens, vider } from "./dom.js";
import { boussole } from "./motif.js";

const MARGE_BAS = 60;

export class Journal {
  /** @param o {t: texts, niveau: heading level, choisir(choix, message), fiche(fiche) → its form} */
  constructor(o) {
    this.o = o;
    this.liste = el("ol", { class: "fil" });
    this.saisie = el("p", { class: "saisie-en-cours", role: "status" });
    this.suite = el("button", {
      type: "button",
      class: "suite",
      hidden: true,
      "aria-label": o.t.suite,
      onclick: () => this.cadrer({ fin: true }),
      texte: "↓",
    });
    // The log itself is silent: each new message is spoken once, by the announcer, whatever is redrawn here.
    this.zone = el(
      "div",
      { class: "journal", role: "log", "aria-live": "off", "aria-label": o.t.conversation, tabindex: "0" },
      this.liste,
      this.saisie,
    );
    this.zone.addEventListener("scroll", () => this.mesurer(), { passive: true });
    this.vider();
  }

  /** Forgets every message. */
  vider() {
    vider(this.liste);
    this.attente = new Map(); // id → optimistic bubble
    this.epuises = new Map(); // id → choices that this message spent
    this.suit = true; // false once the person scrolled up to read again
    this.haut = 0;
    this.rang = -1;
    this.auteur = null;
    this.interlocuteur = "bot";
    this.ecrit(false);
  }

  /** Shows what the person just sent, before the server confirms it. */
  proposer(id, texte) {
    const li = this.bulle({ de: "personne", message: { texte } });
    li.classList.add("en-attente");
    li.append(el("p", { class: "envoi", texte: this.o.t.message.envoi }));
    this.attente.set(id, li);
    this.auteur = "personne";
    this.epuises.set(id, this.epuiser(texte));
    this.liste.append(li);
    this.cadrer({ suivre: true });
  }

  /** Shows an emergency card that is in no stream. */
  secourir(carte) {
    const li = this.bulle({ de: "bot", message: { carte } });
    this.liste.append(li);
    this.cadrer({ fin: true });
    return li;
  }

  /** The message left. It waits for its rank in the stream. */
  parti(id) {
    const li = this.attente.get(id);
    if (li) this.mention(li, null);
  }

  /** The message did not leave: says so, and offers to try again. */
  echec(id, message, reessayer) {
    const li = this.attente.get(id);
    if (!li) return;
    const t = this.o.t.message;
    const bouton = el("button", { type: "button", texte: t.reessayer });
    bouton.addEventListener("click", () => {
      this.mention(li, el("p", { class: "envoi", texte: t.envoi }));
      reessayer();
    });
    this.mention(li, el("p", { class: "envoi echec", role: "alert" }, t.echec + " " + message + " ", bouton));
    this.cadrer();
  }

  /** Takes a bubble back; the choices that it had spent can be used again, unless they are out of date. */
  retirer(id, perimes) {
    const li = this.attente.get(id);
    if (li) li.remove();
    this.attente.delete(id);
    if (!perimes) for (const b of this.epuises.get(id) || []) this.reprendre(b);
  }

  reprendre(bouton) {
    bouton.removeAttribute("aria-disabled");
    bouton.classList.remove("choisi");
    const mention = bouton.querySelector(".cache");
    if (mention) mention.remove();
  }

  /** A line of the page itself (« une nouvelle conversation commence »), that the server does not know. */
  avis(texte) {
    this.liste.append(this.bulle({ de: "systeme", message: { texte } }));
  }

  mention(li, noeud) {
    const ancien = li.querySelector(".envoi");
    if (ancien) ancien.remove();
    if (noeud) li.append(noeud);
  }

  /** A message of the stream. Out: its new bubble, or null when it was already there. */
  recevoir(evt) {
    if (evt.rang <= this.rang) return null;
    this.rang = evt.rang;
    const id = evt.message.id;
    const attendue = evt.de === "personne" && this.attente.get(id);
    if (attendue) {
      this.mention(attendue, null);
      attendue.classList.remove("en-attente");
      this.attente.delete(id);
      this.auteur = evt.de;
      return null;
    }
    if (evt.de === "personne") this.epuiser(evt.message.texte);
    else if (evt.de !== "systeme") this.interlocuteur = evt.de;
    const li = this.bulle(evt);
    this.auteur = evt.de;
    this.liste.insertBefore(li, this.attente.values().next().value || null);
    return li;
  }

  /** One bubble. The emergency card comes before any word. */
  bulle(evt) {
    const { t, niveau } = this.o;
    const m = evt.message;
    const urgence = m.carte && m.carte.type === "urgence";
    const fiche = m.carte && carte(m.carte, t.carte, niveau, this.o.fiche);
    const heure = evt.de === "juriste" && new Date(evt.heure);
    return ajouter(el("li", { class: "message de-" + evt.de + (evt.de === this.auteur ? " suivi" : "") }), [
      evt.de !== "personne" && evt.de !== "systeme" && evt.de !== this.auteur && boussole("marque", 4),
      el(
        "p",
        { class: evt.de === "juriste" ? "auteur" : "cache" },
        (t.auteurs[evt.de] || t.nom) + (heure ? "" : " :"),
        heure && [
          " · ",
          el("time", {
            datetime: evt.heure,
            texte: heure.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" }),
          }),
        ],
      ),
      urgence && fiche,
      m.texte &&
        el("p", { class: "bulle" }, ...(evt.de === "personne" ? [m.texte] : liens(m.texte, t.carte.nouvelOnglet))),
      !urgence && fiche,
      m.choix && m.choix.length > 0 && this.choix(m),
    ]);
  }

  choix(m) {
    const { t, choisir } = this.o;
    const ul = el("ul", { class: "choix", "aria-label": t.choix });
    for (const c of m.choix) {
      const b = el("button", { type: "button", texte: c.titre });
      b.addEventListener("click", () => {
        if (b.getAttribute("aria-disabled")) return;
        choisir(c);
      });
      ul.append(el("li", null, b));
    }
    return ul;
  }

  /** The person answered: every choice above is spent (readable, no longer usable); the one taken is marked. */
  epuiser(titre) {
    const boutons = Array.from(this.liste.querySelectorAll(".choix button:not([aria-disabled])"));
    for (const b of boutons) {
      b.setAttribute("aria-disabled", "true");
      if (b.textContent !== titre) continue;
      b.classList.add("choisi");
      b.append(cache(` (${this.o.t.choisi})`));
    }
    return boutons;
  }

  /** Shows or hides « écrit… ». */
  ecrit(oui) {
    if (this.saisie.hasChildNodes() === !!oui) return;
    vider(this.saisie);
    if (oui) {
      this.saisie.append(boussole("cherche", 4), this.o.t.saisie[this.interlocuteur] || this.o.t.saisie.bot);
      this.cadrer();
    }
  }

  /**
   * Brings the last exchange into view, from the person's last message (so that a long answer is read from its
   * beginning), unless the person is reading higher up. `suivre`: even then. `fin`: down to the very end.
   */
  cadrer({ suivre, fin } = {}) {
    if (suivre || fin) this.suit = true;
    const siens = this.liste.querySelectorAll(".de-personne");
    const cible = fin ? this.saisie : siens[siens.length - 1];
    if (cible && this.suit) cible.scrollIntoView({ block: fin ? "end" : "start" });
    if (this.suit) this.haut = this.zone.scrollTop;
    this.mesurer();
  }

  mesurer() {
    const z = this.zone;
    const enBas = z.scrollHeight - z.scrollTop - z.clientHeight < MARGE_BAS;
    if (enBas) this.suit = true;
    else if (z.scrollTop < this.haut - MARGE_BAS) this.suit = false;
    this.suite.hidden = enBas;
  }
}
