/** The calls to the gateway. The stream is in flux.js. */

const DELAI = 15000;

/** A refusal or a failure. `code` is the server's, or "reseau" when the server could not be reached; `carte` holds the
 * emergency numbers when the refused words told a danger. */
export class Refus extends Error {
  constructor(code, message, statut, carte) {
    super(message || "");
    this.code = code;
    this.statut = statut;
    this.carte = carte;
  }
}

export class Api {
  constructor(base) {
    this.base = base;
  }

  /** Asks for a new conversation. Out: its token. */
  async creer() {
    const reponse = await this.appeler("POST", "/api/conversations", null, { canal: "web" });
    return (await reponse.json()).jeton;
  }

  /** Sends a message ({id, texte} or {id, choix}); the same id twice counts once. */
  envoyer(jeton, message) {
    return this.appeler("POST", "/api/messages", jeton, message);
  }

  /** Erases the conversation. One that is already gone counts as erased. */
  async effacer(jeton) {
    try {
      await this.appeler("DELETE", "/api/conversations", jeton);
    } catch (e) {
      if (e.statut !== 401) throw e;
    }
  }

  /** Gives the conversation a return code, shown once. */
  async code(jeton) {
    return (await (await this.appeler("POST", "/api/code", jeton)).json()).code;
  }

  /** Comes back with a code. Out: the token of its conversation. */
  async revenir(code) {
    return (await (await this.appeler("POST", "/api/retour", null, { code })).json()).jeton;
  }

  /** Erases the conversation of a code. */
  effacerPar(code) {
    return this.appeler("DELETE", "/api/retour", null, { code });
  }

  /** Asks for a juriste ({id, lignes, conversation, departement}); the same id twice is one request. Out: where it stands. */
  async demander(jeton, corps) {
    return (await this.appeler("POST", "/api/transferts", jeton, corps)).json();
  }

  /** Takes the request back. */
  annuler(jeton) {
    return this.appeler("DELETE", "/api/transferts", jeton);
  }

  /** Opens the stream of events. Out: the Response. */
  flux(jeton, dernier, signal) {
    const entetes = { Authorization: "Bearer " + jeton, Accept: "text/event-stream" };
    if (dernier != null) entetes["Last-Event-ID"] = String(dernier);
    return fetch(this.base + "/api/flux", { headers: entetes, signal, cache: "no-store", credentials: "omit" });
  }

  async appeler(methode, chemin, jeton, corps) {
    const arret = new AbortController();
    const minuteur = setTimeout(() => arret.abort(), DELAI);
    const headers = {};
    if (jeton) headers.Authorization = "Bearer " + jeton;
    if (corps) headers["Content-Type"] = "application/json";
    let reponse;
    try {
      reponse = await fetch(this.base + chemin, {
        method: methode,
        headers,
        body: corps && JSON.stringify(corps),
        signal: arret.signal,
        cache: "no-store",
        credentials: "omit",
      });
    } catch (e) {
      throw new Refus("reseau");
    } finally {
      clearTimeout(minuteur);
    }
    if (reponse.ok) return reponse;
    const { erreur = {}, carte } = await reponse.json().catch(() => ({}));
    throw new Refus(erreur.code || "panne", erreur.message, reponse.status, carte);
  }
}
