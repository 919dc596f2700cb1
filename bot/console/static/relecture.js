// A message in a few keys: a letter alone, outside of the fields, does what its <kbd> says.

const cibles = new Map();
for (const cible of document.querySelectorAll("[data-touche]")) cibles.set(cible.dataset.touche, cible);
const ecrit = (n) => n.matches("textarea, select, input:not([type=radio], [type=checkbox])");

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.altKey || e.metaKey) return;
  if (e.key === "Escape" && ecrit(e.target)) return e.target.blur();
  if (ecrit(e.target)) return;
  const cible = cibles.get(e.key.toLowerCase());
  if (!cible) return;
  e.preventDefault();
  if (ecrit(cible)) cible.focus();
  else cible.click();
});

// Twenty-four boxes: typing part of a name leaves those that hold it; Enter ticks the only one, or the first.
const champ = document.getElementById("filtre_criteres");
const cases = [...document.querySelectorAll(".criteres .case")];
const plier = (t) => t.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const trier = () => {
  const dit = plier(champ.value.trim());
  for (const c of cases) c.hidden = Boolean(dit) && !plier(c.textContent).includes(dit) && !c.querySelector("input").checked;
};
champ.hidden = false;
champ.addEventListener("input", trier);
champ.addEventListener("keydown", (e) => {
  if (e.key !== "Enter") return;
  e.preventDefault();
  const vue = champ.value.trim() && cases.find((c) => !c.hidden && plier(c.textContent).includes(plier(champ.value.trim())));
  if (vue) vue.querySelector("input").click();
  champ.value = "";
  trier();
});
// Those that are ticked come first.
const liste = document.querySelector(".criteres");
liste.prepend(...cases.filter((c) => c.querySelector("input").checked));
