/**
 * The stream of answers (Server-Sent Events), read with fetch because EventSource cannot send an Authorization header.
 * Comes back by itself after a cut, a sleep or a change of network, and asks only for what was missed.
 */

const ATTENTE_MAX = 20000;
const SILENCE_MAX = 45000; // the server speaks (keep-alive) more often than this; beyond, the line is dead

/** Returns a function that takes pieces of text and calls `recevoir({type, id, data})` for each whole event. */
export function lecteur(recevoir) {
  let reste = "";
  let evt = { data: [] };
  return (morceau) => {
    const lignes = (reste + morceau).split(/\r\n|\n|\r(?!$)/);
    reste = lignes.pop();
    for (const ligne of lignes) {
      if (!ligne) {
        if (evt.data.length) recevoir({ type: evt.type || "message", id: evt.id, data: evt.data.join("\n") });
        evt = { data: [] };
        continue;
      }
      const deux = ligne.indexOf(":");
      const champ = deux < 0 ? ligne : ligne.slice(0, deux);
      const valeur = deux < 0 ? "" : ligne.slice(deux + 1).replace(/^ /, "");
      if (champ === "data") evt.data.push(valeur);
      else if (champ === "event") evt.type = valeur;
      else if (champ === "id") evt.id = valeur;
    }
  };
}

export class Flux {
  /**
   * @param api    the gateway
   * @param jeton  token of the conversation
   * @param suite  {evenement(evt), ouvert(dateServeur), coupe(), inconnue()}
   */
  constructor(api, jeton, suite) {
    Object.assign(this, { api, jeton, suite, dernier: null, essais: 0, fini: false });
    this.reveil = () => this.reveiller();
    window.addEventListener("online", this.reveil);
    document.addEventListener("visibilitychange", this.reveil);
    this.boucle();
  }

  /** Stops for good. */
  arreter() {
    this.fini = true;
    window.removeEventListener("online", this.reveil);
    document.removeEventListener("visibilitychange", this.reveil);
    clearTimeout(this.minuteur);
    if (this.arret) this.arret.abort();
  }

  /** Tries again at once when it was waiting (network back, page shown again). */
  reveiller() {
    if (this.suivant && !document.hidden) this.suivant();
  }

  async boucle() {
    while (!this.fini) {
      const debut = Date.now();
      try {
        await this.lire();
      } catch (e) {
        // a cut: same road as a normal end
      }
      if (this.fini) return;
      if (Date.now() - debut > SILENCE_MAX / 3) this.essais = 0;
      this.suite.coupe();
      const attente = Math.min(ATTENTE_MAX, 500 * 2 ** this.essais++) * (0.75 + Math.random() / 2);
      await new Promise((suivant) => {
        this.suivant = suivant;
        this.minuteur = setTimeout(suivant, attente);
      });
      clearTimeout(this.minuteur);
      this.suivant = null;
    }
  }

  async lire() {
    this.arret = new AbortController();
    this.veiller();
    const reponse = await this.api.flux(this.jeton, this.dernier, this.arret.signal);
    if (reponse.status === 401) {
      this.arreter();
      return this.suite.inconnue();
    }
    if (!reponse.ok) throw new Error("flux " + reponse.status);
    this.suite.ouvert(Date.parse(reponse.headers.get("Date")) || Date.now());
    const source = reponse.body.getReader();
    const texte = new TextDecoder();
    const lire = lecteur((evt) => {
      this.essais = 0;
      if (evt.id != null) this.dernier = evt.id;
      if (!this.fini) this.suite.evenement(evt.type, JSON.parse(evt.data || "null"));
    });
    for (;;) {
      const { done, value } = await source.read();
      if (done || this.fini) return;
      this.veiller();
      lire(texte.decode(value, { stream: true }));
    }
  }

  veiller() {
    clearTimeout(this.minuteur);
    const arret = this.arret;
    this.minuteur = setTimeout(() => arret.abort(), SILENCE_MAX);
  }
}
