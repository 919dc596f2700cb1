/** Builds nodes, never HTML text: what a person or the server wrote can only become text. */

/**
 * One element. In: tag name, properties (`class`, `on*` listeners, `texte`, attributes; null and false are skipped),
 * children (nodes, strings, null). Out: the element.
 */
export function el(nom, props, ...enfants) {
  const e = document.createElement(nom);
  for (const [cle, valeur] of Object.entries(props || {})) {
    if (valeur == null || valeur === false) continue;
    if (cle.startsWith("on")) e.addEventListener(cle.slice(2), valeur);
    else if (cle === "texte") e.textContent = valeur;
    else e.setAttribute(cle, valeur === true ? "" : valeur);
  }
  ajouter(e, enfants);
  return e;
}

/** Appends children, skipping what is absent. */
export function ajouter(parent, enfants) {
  for (const enfant of enfants.flat()) if (enfant != null && enfant !== false) parent.append(enfant);
  return parent;
}

/** Empties an element. */
export function vider(e) {
  e.textContent = "";
  return e;
}

/** Text for screen readers only. */
export const cache = (texte) => el("span", { class: "cache", texte });

/** A web link that opens beside the conversation, or plain text when the address is not http(s). */
export function lienWeb(adresse, titre, aide) {
  if (!/^https?:\/\//i.test(adresse)) return document.createTextNode(titre || adresse);
  return el(
    "a",
    { href: adresse, target: "_blank", rel: "noopener noreferrer" },
    titre || adresse,
    cache(` (${aide})`),
  );
}

/** A phone link, or plain text when the address is not a number. */
export function lienTel(lien, contenu, classe) {
  const enfants = [].concat(contenu);
  if (!/^tel:\+?\d+$/.test(lien)) return el("span", { class: classe }, ...enfants);
  return el("a", { href: lien, class: classe }, ...enfants);
}

// No look-behind here: Safari before 16.4 refuses the whole script. The words before a short number are checked apart.
const MOTIF = new RegExp(
  [
    '(https?://[^\\s<>"«»]*[^\\s<>"«».,;:!?)\\]])',
    '((?:[a-z0-9-]+\\.)+(?:fr|org|com|eu)\\b(?:/[^\\s<>"«»]*[^\\s<>"«».,;:!?)\\]])?)',
    "(\\b0[1-9](?:[\\s.]?\\d{2}){4}\\b|\\b(?:39\\s?28|39\\s?19|31\\s?14|30\\s?18|116\\s?\\d{3})\\b)",
    "(\\b(?:112|114|115|119|15|17|18)\\b)",
  ].join("|"),
  "gi",
);
const AVANT_COURT = /(?:appel|compos|fait)[a-zé]*(?: [a-z]+){0,3} (?:le|au)\s$|(?:^|[\s(])(?:sms|appel) au\s$/i;

/** Plain text → nodes, with web addresses and phone numbers made tappable. */
export function liens(texte, aide) {
  const noeuds = [];
  let fin = 0;
  for (let m; (m = MOTIF.exec(texte));) {
    const [tout, url, domaine, tel, court] = m;
    const avant = texte.slice(0, m.index);
    if (domaine && /[@\w]$/.test(avant)) continue;
    if (court && !AVANT_COURT.test(avant.slice(-60))) continue;
    noeuds.push(texte.slice(fin, m.index));
    fin = m.index + tout.length;
    if (url || domaine) noeuds.push(lienWeb(url || "https://" + domaine, tout, aide));
    else noeuds.push(lienTel("tel:" + (tel || court).replace(/\D/g, ""), tout));
  }
  noeuds.push(texte.slice(fin));
  return noeuds.filter((n) => n !== "");
}
