/** What screen readers hear: each text once, then gone so that it is not read a second time while browsing. */
import { el } from "./dom.js";

const DUREE = 6000;

export class Annonces {
  constructor() {
    this.douce = el("div", { class: "cache", role: "status", "aria-live": "polite" });
    this.forte = el("div", { class: "cache", role: "alert", "aria-live": "assertive" });
  }

  /** Speaks a text; `urgent` interrupts. */
  dire(texte, urgent) {
    const p = el("p", { texte });
    (urgent ? this.forte : this.douce).append(p);
    setTimeout(() => p.remove(), DUREE);
  }
}
