// What every page may use: nothing works only with it. Other modules: import { envoyer } from "./console.js".

/** The token that proves that a request comes from our own page. */
export const jeton = () => document.querySelector('meta[name="csrf"]').content;

/**
 * Send a form's fields to one of our addresses.
 * @returns the answer (JSON), or throws an Error whose `statut` is the HTTP status (0 without network).
 */
export async function envoyer(adresse, champs = {}) {
  let reponse;
  try {
    reponse = await fetch(adresse, {
      method: "POST",
      headers: { "X-CSRF": jeton(), Accept: "application/json" },
      body: new URLSearchParams(champs),
    });
  } catch {
    throw Object.assign(new Error("reseau"), { statut: 0 });
  }
  const corps = await reponse.json().catch(() => ({}));
  if (!reponse.ok) throw Object.assign(new Error(corps.erreur || "erreur"), { statut: reponse.status });
  return corps;
}

// A form that cannot be undone asks first; one that is being sent is not sent twice.
for (const formulaire of document.querySelectorAll("form[method=post]")) {
  formulaire.addEventListener("submit", (e) => {
    const question = formulaire.dataset.confirmer;
    if (question && !window.confirm(`${e.submitter.textContent.trim()} ?\n\n${question}`)) return e.preventDefault();
    if (formulaire.dataset.parti) return e.preventDefault();
    formulaire.dataset.parti = "1";
  });
}
// Coming back with the browser's arrow gives the page as it was: its forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const formulaire of document.querySelectorAll("form[data-parti]")) delete formulaire.dataset.parti;
});
