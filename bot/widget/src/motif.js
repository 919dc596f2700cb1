/** The compass: the only drawing of the page, built as SVG nodes so that the strictest CSP accepts it. */
const NS = "http://www.w3.org/2000/svg";

function s(nom, attributs, ...enfants) {
  const e = document.createElementNS(NS, nom);
  for (const cle in attributs) e.setAttribute(cle, attributs[cle]);
  e.append(...enfants);
  return e;
}

/** A compass dial with its needle. In: class name, number of ticks around the ring. Out: a decorative <svg>. */
export function boussole(classe, graduations = 16) {
  const traits = [];
  for (let i = 0; i < graduations; i++) {
    const long = i % (graduations / 4) === 0;
    traits.push(
      s("path", {
        d: `M32 3 V${long ? 9 : 6}`,
        transform: `rotate(${(360 / graduations) * i} 32 32)`,
        class: long ? "cap" : "trait",
      }),
    );
  }
  return s(
    "svg",
    { viewBox: "0 0 64 64", class: "boussole " + classe, "aria-hidden": "true", focusable: "false" },
    s("circle", { class: "anneau", cx: 32, cy: 32, r: 29.5 }),
    ...traits,
    s(
      "g",
      { class: "aiguille" },
      s("path", { class: "nord", d: "M32 10 38 32 H26z" }),
      s("path", { class: "sud", d: "M32 54 26 32 H38z" }),
      s("circle", { class: "pivot", cx: 32, cy: 32, r: 2.6 }),
    ),
  );
}
