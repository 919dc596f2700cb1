/** Leaving fast: nothing readable may stay on the screen, in the tab or behind the Back button. */

const FENETRE = 1500;

/** Empties the tab and goes to a neutral site that takes this page's place in the history. */
export function quitter(adresse, nettoyer) {
  try {
    nettoyer();
    sessionStorage.clear();
    document.body.textContent = "";
  } finally {
    location.replace(adresse);
  }
}

/** Calls `action` when Shift is pressed three times in a row. Out: a function that stops listening. */
export function troisMajuscules(action) {
  let temps = [];
  const ecouter = (e) => {
    if (e.repeat) return;
    if (e.key !== "Shift") {
      temps = [];
      return;
    }
    temps = temps.filter((t) => e.timeStamp - t < FENETRE).concat(e.timeStamp);
    if (temps.length >= 3) action();
  };
  document.addEventListener("keydown", ecouter, true);
  return () => document.removeEventListener("keydown", ecouter, true);
}
