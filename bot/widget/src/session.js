/** What the tab remembers: the token of its conversation, nothing else. Closing the tab forgets it. */
const CLE = "boussole";
let memoire = null;

/** The token of this tab's conversation, or null. */
export function lireJeton() {
  try {
    return sessionStorage.getItem(CLE) || memoire;
  } catch (e) {
    return memoire; // storage refused by the browser: the page still works until reload
  }
}

/** Remembers a token, or forgets it (null). */
export function garderJeton(jeton) {
  memoire = jeton;
  try {
    if (jeton) sessionStorage.setItem(CLE, jeton);
    else sessionStorage.removeItem(CLE);
  } catch (e) {
    // kept in memory only
  }
}

/** An identifier for one message. `crypto.randomUUID` needs HTTPS and a recent browser: hence the longer way. */
export function nouvelId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const o = crypto.getRandomValues(new Uint8Array(16));
  o[6] = (o[6] & 15) | 64;
  o[8] = (o[8] & 63) | 128;
  const h = Array.from(o, (n) => n.toString(16).padStart(2, "0")).join("");
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join("-");
}
