// The queue follows what happens by itself: the list is taken again when it changed, the title counts, a sound if wanted.

const liste = document.getElementById("liste");
const coupe = document.getElementById("coupe");
const dit = document.getElementById("dit");
const son = document.getElementById("son");
const titre = document.title;
let attendent = Number(liste.firstElementChild.dataset.attendent);

function compter() {
  document.title = attendent ? `(${attendent}) ${titre}` : titre;
}

/** Two soft notes, made here: no file, no other site. */
function sonner() {
  const audio = new AudioContext();
  [660, 880].forEach((hauteur, i) => {
    const note = audio.createOscillator();
    const force = audio.createGain();
    const debut = audio.currentTime + i * 0.18;
    note.frequency.value = hauteur;
    force.gain.setValueAtTime(0.0001, debut);
    force.gain.exponentialRampToValueAtTime(0.15, debut + 0.02);
    force.gain.exponentialRampToValueAtTime(0.0001, debut + 0.16);
    note.connect(force).connect(audio.destination);
    note.start(debut);
    note.stop(debut + 0.17);
  });
}

async function reprendre() {
  // Somebody is choosing in the list: it is not taken from under their hand.
  if (liste.contains(document.activeElement) && document.activeElement.matches("select")) return;
  const foyer = liste.contains(document.activeElement) && document.activeElement.closest("form")?.action;
  const reponse = await fetch("/file/liste", { headers: { Accept: "text/html" } });
  if (!reponse.ok || reponse.redirected) return location.reload();
  liste.innerHTML = await reponse.text();
  if (foyer) liste.querySelector(`form[action="${new URL(foyer).pathname}"] button`)?.focus();
}

const flux = new EventSource("/file/flux");
flux.addEventListener("open", () => (coupe.hidden = true));
flux.addEventListener("error", () => {
  coupe.hidden = false;
  if (flux.readyState === EventSource.CLOSED) location.reload();
});
flux.addEventListener("file", async (e) => {
  const lu = JSON.parse(e.data);
  const plus = lu.attendent > attendent;
  attendent = lu.attendent;
  compter();
  if (lu.marque !== liste.firstElementChild.dataset.marque) await reprendre();
  if (!plus) return;
  dit.textContent = attendent > 1 ? `${attendent} personnes attendent.` : "Une personne attend.";
  if (son.checked) sonner();
});
son.closest("label").hidden = false;
compter();
// Times like « il y a 2 min » age.
setInterval(reprendre, 60000);
