/** Dresses the shadow root. */
import { el } from "./dom.js";
import css from "./widget.css";

/**
 * Constructable sheets where they exist: no style rule is needed in the CSP of the host page. Older browsers load the
 * same sheet from `adresse`. Out: a promise, kept when the styles are there (or could not come).
 */
export function habiller(racine, adresse) {
  if (racine.adoptedStyleSheets && window.CSSStyleSheet && CSSStyleSheet.prototype.replaceSync) {
    const feuille = new CSSStyleSheet();
    feuille.replaceSync(css);
    racine.adoptedStyleSheets = [feuille];
    return Promise.resolve();
  }
  return new Promise((fini) =>
    racine.append(el("link", { rel: "stylesheet", href: adresse, onload: fini, onerror: fini })),
  );
}
