/**
 * `<boussole-chat>`: the whole conversation in one element, in a shadow root so that no style leaks in or out.
 * Attributes: `plein` (fills the page and owns its h1), `origine` (address of the gateway; by default the one that
 * served this script), `sortie` (neutral site for the quick exit).
 */
import { Annonces } from "./annonces.js";
import { Api } from "./api.js";
import { dialogueEffacer } from "./dialogue.js";
import { cache, el, vider } from "./dom.js";
import { ecranAttente, ecranEfface, ecranPanne } from "./ecrans.js";
import { Demande } from "./fiche.js";
import { Flux } from "./flux.js";
import { Journal } from "./journal.js";
import { boussole } from "./motif.js";
import { Retour } from "./retour.js";
import { garderJeton, lireJeton, nouvelId } from "./session.js";
import { Saisie } from "./saisie.js";
import { quitter, troisMajuscules } from "./sortie.js";
import { habiller } from "./styles.js";
import { TEXTES } from "./textes.js";

const SCRIPT = document.currentScript && document.currentScript.src;
const SORTIE = "https://www.meteofrance.com/";

export class BoussoleChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.t = TEXTES;
    this.plein = this.hasAttribute("plein");
    const script = new URL(SCRIPT || location.href);
    this.base = (this.getAttribute("origine") || script.origin).replace(/\/$/, "");
    this.api = new Api(this.base);
    this.envois = Promise.resolve();
    this.gardes = new Map(); // id → message not yet accepted by the server
    this.construire(this.attachShadow({ mode: "open" }));
    this.sourd = troisMajuscules(() => this.quitter());
    this.demarrer();
  }

  disconnectedCallback() {
    if (this.sourd) this.sourd();
    if (this.flux) this.flux.arreter();
  }

  construire(racine) {
    const { t, plein, base } = this;
    const niveau = plein ? 1 : 2;
    this.annonces = new Annonces();
    this.demande = new Demande({
      t: t.demande,
      envoyer: (corps) => this.api.demander(this.jeton, corps),
      annuler: () => this.api.annuler(this.jeton),
      refuser: (e, texte) => this.refuserFiche(e, texte),
    });
    this.journal = new Journal({
      t,
      niveau: niveau + 1,
      choisir: (c) => this.envoyer({ choix: c.id }, c.titre),
      fiche: (f) => this.demande.fiche(f),
    });
    this.saisie = new Saisie({
      t,
      envoyer: (texte) => this.retour.prendre(texte) || this.envoyer({ texte }, texte),
      annoncer: (texte) => this.annonces.dire(texte),
    });
    this.bandeau = el("p", { class: "bandeau", role: "status" });
    this.ecran = el("div", { class: "ecran", hidden: true });
    const partir = (e) => {
      e.preventDefault();
      this.quitter();
    };
    const sortie = () =>
      el("a", {
        class: "quitter",
        href: base + "/quitter",
        title: t.quitterAide,
        rel: "noreferrer",
        onclick: partir,
        texte: t.quitter,
      });
    this.dialogue = dialogueEffacer(t.dialogue, () => this.effacer(), sortie());
    this.retour = new Retour({
      t: t.code,
      creer: () => this.api.code(this.jeton),
      revenir: (code) => this.revenir(code),
      effacer: (code) => this.api.effacerPar(code),
      entamee: () => !!this.entamee,
      envoyer: (texte) => this.envoyer({ texte }, texte),
      rendre: (texte) => this.saisie.rendre(texte, ""),
      sortie: sortie(),
    });
    this.panneau = el(
      "div",
      { class: "panneau" + (plein ? " plein" : ""), lang: "fr" },
      el(
        plein ? "header" : "div",
        { class: "tete" },
        (this.evitement = el("button", {
          type: "button",
          class: "evitement",
          onclick: () => this.saisie.champ.focus(),
          texte: t.allerSaisie,
        })),
        el("div", { class: "nom" }, boussole("marque", 8), el("h" + niveau, { texte: t.nom })),
        el(
          "div",
          { class: "sous" },
          el("p", { class: "devise", texte: t.devise }),
          el(
            "p",
            { class: "outils" },
            el(
              "a",
              { href: base + "/notice", target: "_blank", rel: "noopener", title: t.noticeAide },
              t.notice,
              cache(` (${t.carte.nouvelOnglet})`),
            ),
            this.retour.outil,
            (this.boutonEffacer = el("button", {
              type: "button",
              onclick: () => this.dialogue.ouvrir(),
              texte: t.effacer,
            })),
          ),
        ),
        sortie(),
      ),
      el(
        plein ? "main" : "div",
        { class: "corps" },
        el("div", { class: "fond" }, boussole("rose", 72)),
        this.ecran,
        el("div", { class: "milieu" }, this.journal.zone, this.journal.suite),
        this.demande.suivi,
        this.bandeau,
        this.saisie.form,
      ),
      this.annonces.douce,
      this.annonces.forte,
      this.dialogue.noeud,
      this.retour.noeud,
    );
    habiller(racine, this.base + "/widget.css").then(() => racine.append(this.panneau));
  }

  /** loading | ready | erased | failure: only one of them is on the screen. */
  etat(nom, contenu) {
    this.panneau.dataset.etat = nom;
    const pret = nom === "pret";
    vider(this.ecran).hidden = pret;
    this.journal.zone.parentNode.hidden = this.saisie.form.hidden = !pret;
    this.retour.outil.hidden = this.boutonEffacer.hidden = this.evitement.hidden = !pret;
    this.journal.suite.hidden = true;
    if (!pret) this.demande.oublier();
    this.panneau.scrollTop = 0;
    if (contenu) this.ecran.append(...contenu);
  }

  /** Takes the tab's conversation back, or starts one. */
  async demarrer() {
    this.etat("chargement", ecranAttente(this.t));
    let jeton = lireJeton();
    const reprise = !!jeton;
    try {
      if (!jeton) garderJeton((jeton = await this.api.creer()));
    } catch (e) {
      return this.panne(e.message);
    }
    this.ouvrir(jeton, reprise);
  }

  panne(message) {
    this.etat(
      "panne",
      ecranPanne(this.t, message, () => this.demarrer()),
    );
    this.annonces.dire(this.t.erreurDepart.titre);
  }

  ouvrir(jeton, reprise) {
    this.jeton = jeton;
    this.entamer(false);
    this.journal.vider();
    this.gardes.clear();
    let ouvertLe = null;
    this.flux = new Flux(this.api, jeton, {
      ouvert: (date) => {
        if (ouvertLe == null) {
          ouvertLe = reprise ? date - (date % 1000) : 0;
          this.etat("pret");
          const dit = this.avis || (reprise && this.t.reprise);
          if (this.avis) this.journal.avis(this.avis);
          if (dit) this.annonces.dire(dit);
          if (this.viser) this.saisie.champ.focus();
          this.avis = this.viser = null;
        }
        this.etatReseau(true);
        for (const id of this.gardes.keys()) if (this.gardes.get(id).reseau) this.poster(id);
      },
      coupe: () => {
        this.journal.ecrit(false);
        if (ouvertLe == null) {
          this.flux.arreter();
          this.panne();
        } else this.etatReseau(false);
      },
      inconnue: () => this.recommencer(this.t.perdue),
      evenement: (type, donnees) => {
        if (type === "message") this.recevoir(donnees, Date.parse(donnees.heure) < ouvertLe);
        else if (type === "etat") this.journal.ecrit(donnees.saisie);
        else if (type === "transfert") this.demande.recevoir(donnees);
        else if (type === "efface") this.fin();
      },
    });
  }

  /** A message of the stream; one that was already there before this page opened is shown without being spoken. */
  recevoir(evt, ancien) {
    const li = this.journal.recevoir(evt);
    if (evt.de === "personne") {
      this.gardes.delete(evt.message.id);
      this.entamer(true);
    }
    if (!li) return;
    if (evt.de !== "personne") this.journal.ecrit(false);
    this.journal.cadrer();
    if (!ancien && evt.de !== "personne") {
      const carte = evt.message.carte;
      this.annonces.dire(li.innerText.replace(/\s*\n\s*/g, "\n"), carte && carte.type === "urgence");
    }
  }

  etatReseau(bon) {
    clearTimeout(this.alerte);
    const avant = this.bandeau.textContent;
    if (bon) {
      this.bandeau.textContent = "";
      if (avant) this.annonces.dire(this.t.retour);
    } else if (!avant) {
      // A cut shorter than this heals unseen.
      this.alerte = setTimeout(() => (this.bandeau.textContent = this.t.reconnexion), 1200);
    }
  }

  /** Whether the person has said something in this conversation. */
  entamer(oui) {
    this.entamee = oui;
    this.retour.situer();
  }

  envoyer(corps, texte) {
    const id = nouvelId();
    this.entamer(true);
    this.journal.proposer(id, texte);
    this.gardes.set(id, { corps: { id, ...corps }, texte });
    this.poster(id);
  }

  /** Sends one after the other: order is kept, and a retry cannot double a message (same id). */
  poster(id) {
    this.envois = this.envois.then(async () => {
      const garde = this.gardes.get(id);
      const jeton = this.jeton;
      if (!garde) return;
      garde.reseau = false;
      try {
        await this.api.envoyer(jeton, garde.corps);
        this.gardes.delete(id);
        this.journal.parti(id);
      } catch (e) {
        if (jeton === this.jeton) this.refuser(id, garde, e);
      }
    });
  }

  refuser(id, garde, e) {
    const t = this.t;
    if (e.carte) this.secourir(e.carte);
    const message = e.message || t.panne;
    if (e.code === "reseau" || e.statut === 429 || e.statut >= 500) {
      garde.reseau = e.code === "reseau";
      return this.journal.echec(id, garde.reseau ? t.message.horsLigne : message, () => this.poster(id));
    }
    if (e.statut === 401) return this.recommencer(t.perdue).then(() => e.carte && this.secourir(e.carte));
    this.gardes.delete(id);
    this.journal.retirer(id, e.statut === 409);
    if (garde.corps.texte) this.saisie.rendre(garde.corps.texte, message);
    else this.saisie.dire(message);
  }

  /** The conversation of a fiche is gone: a new one starts, and what was in the fiche goes back into the box. */
  refuserFiche(e, texte) {
    if (e.statut !== 401) return;
    this.saisie.rendre(texte, "");
    this.recommencer(this.t.perdue);
  }

  dire(message) {
    this.saisie.dire(message || this.t.panne);
  }

  /** Emergency numbers that came with a refusal: shown and spoken at once, though the message was not taken. */
  secourir(carte) {
    this.montrer(carte, true);
  }

  /** A card that is in no stream: shown and spoken at once. */
  montrer(carte, forte) {
    const li = this.journal.secourir(carte);
    this.annonces.dire(li.innerText.replace(/\s*\n\s*/g, "\n"), forte);
  }

  /** The conversation is gone on the server: a new one starts, and what was not accepted goes back into the box. */
  recommencer(raison) {
    this.flux.arreter();
    garderJeton(null);
    this.rendreGardes();
    this.avis = raison;
    return this.demarrer();
  }

  rendreGardes() {
    const textes = Array.from(this.gardes.values(), (garde) => garde.corps.texte).filter(Boolean);
    if (textes.length) this.saisie.rendre(textes.join("\n"), "");
  }

  /** The conversation of a code takes the place of this one; what was not accepted goes back into the box. */
  async revenir(code) {
    const jeton = await this.api.revenir(code);
    if (jeton === this.jeton) return;
    if (this.jeton && !this.entamee) this.api.effacer(this.jeton).catch(() => {}); // nobody has said anything in it
    if (this.flux) this.flux.arreter();
    this.rendreGardes();
    garderJeton(jeton);
    this.viser = true;
    this.etat("chargement", ecranAttente(this.t));
    this.ouvrir(jeton, true);
  }

  async effacer() {
    await this.api.effacer(this.jeton);
    this.fin();
  }

  /** Nothing is left, here or there; offers to start again. */
  fin() {
    this.oublier();
    const t = this.t.efface;
    const recommencer = () => {
      this.viser = true;
      this.demarrer();
    };
    this.etat("efface", ecranEfface(t, recommencer, [this.t.code.jAi, () => this.retour.demander()]));
    this.annonces.dire(t.titre + ". " + t.texte);
    // After the dialog has given its focus back.
    const bouton = this.ecran.querySelector("button");
    setTimeout(() => bouton.focus(), 50);
  }

  oublier() {
    garderJeton(null);
    this.entamer(false);
    this.retour.fermer();
    if (this.flux) this.flux.arreter();
    this.jeton = null;
    this.gardes.clear();
    this.journal.vider();
    this.saisie.remplir("");
    this.bandeau.textContent = "";
  }

  quitter() {
    quitter(this.getAttribute("sortie") || SORTIE, () => {
      this.oublier();
      this.remove();
    });
  }
}
