// A conversation that goes on: lines come by themselves, the reply leaves without leaving the page.
import { envoyer } from "./console.js";

const echange = document.getElementById("echange");
const coupe = document.getElementById("coupe");
const dit = document.getElementById("dit");
const titre = document.title;
const bas = () => (echange.scrollTop = echange.scrollHeight);
let nouveaux = 0;
bas();

function ajouter(html, de) {
  const enBas = echange.scrollHeight - echange.scrollTop - echange.clientHeight < 60;
  const modele = document.createElement("template");
  modele.innerHTML = html;
  const ligne = modele.content.firstElementChild;
  if (echange.querySelector(`[data-rang="${ligne.dataset.rang}"]`)) return;
  echange.append(ligne);
  if (enBas || de === "juriste") bas();
  if (de !== "personne") return;
  dit.textContent = ligne.innerText;
  if (document.hidden) document.title = `(${++nouveaux}) ${titre}`;
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  nouveaux = 0;
  document.title = titre;
});

const flux = new EventSource(`${echange.dataset.flux}?apres=${echange.dataset.apres}`);
flux.addEventListener("open", () => (coupe.hidden = true));
flux.addEventListener("error", () => {
  coupe.hidden = false;
  if (flux.readyState === EventSource.CLOSED) location.reload();
});
flux.addEventListener("ligne", (e) => {
  const lu = JSON.parse(e.data);
  ajouter(lu.html, lu.de);
});
// What can be done depends on the state: the page is taken again, unless something is being written.
const relire = () => (champ && champ.value.trim() ? (coupe.hidden = false) : location.reload());
flux.addEventListener("etat", (e) => {
  if (JSON.parse(e.data).etat !== "en_cours") relire();
});
flux.addEventListener("fini", () => {
  flux.close();
  relire();
});

const form = document.getElementById("ecrire");
const champ = document.getElementById("texte");
const suite = document.getElementById("suite");
if (form) {
  let identifiant = form.elements.id.value;
  const poster = async () => {
    const texte = champ.value.trim();
    if (!texte) return champ.focus();
    suite.textContent = "Envoi…";
    try {
      await envoyer(form.action, { texte, id: identifiant });
      champ.value = "";
      suite.textContent = "";
      identifiant = crypto.randomUUID();
    } catch (e) {
      // The same id goes again: a message that had arrived is not doubled.
      suite.textContent =
        e.statut === 409
          ? "Cette conversation n'est plus la vôtre : rien n'est parti. Votre texte reste ici."
          : "Pas envoyé. Votre texte reste ici : réessayez.";
    }
    champ.focus();
  };
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    e.stopImmediatePropagation();
    poster();
  }, true);
  champ.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      poster();
    }
  });
}

const chercher = document.getElementById("chercher");
if (chercher) {
  const plier = (t) => t.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const reponses = [...document.querySelectorAll("#preparees > li")].map((li) => [li, plier(li.textContent)]);
  chercher.addEventListener("input", () => {
    const mots = plier(chercher.value).split(/\s+/).filter(Boolean);
    for (const [li, contenu] of reponses) li.hidden = !mots.every((m) => contenu.includes(m));
  });
  for (const bouton of document.querySelectorAll("[data-inserer]")) {
    bouton.hidden = false;
    bouton.addEventListener("click", () => {
      champ.setRangeText(bouton.previousElementSibling.textContent, champ.selectionStart, champ.selectionEnd, "end");
      champ.focus();
    });
  }
}
