// Figures of what is chosen, which the server makes where it has the cells.

import { html, useState } from "./preact.js";
import { json } from "./api.js";
import { count, number } from "./format.js";
import { Fault, tell, useOnce } from "./parts.js";

const FIGURES = { count: "values", min: "least", max: "largest", mean: "mean", std: "deviation" };

/** A button that asks for the figures of a slice; they may need all of its cells. */
export function Figures({ address, slice, unit }) {
  const [found, setFound] = useState(null);
  const { isBusy, problem, once } = useOnce();
  const ask = () => once(async () => {
    const answers = await Promise.all(Object.keys(FIGURES).map((name) => json(`${address}/subset?slice=${slice}&reduce=${name}&format=json`)));
    const made = Object.keys(FIGURES).map((name, i) => [FIGURES[name], name === "count" ? count(Number(answers[i].data)) : `${number(answers[i].data)}${unit && answers[i].data !== null ? ` ${unit}` : ""}`]);
    return () => (setFound(made), tell(made.map((pair) => pair.join(" ")).join(", ")));
  });
  return html`<div class="figures"><button type="button" class="small" disabled=${isBusy} onClick=${ask}>Figures of this slice</button>
    ${found && html`<dl class="rest">${found.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`}
    <${Fault} problem=${problem} /></div>`;
}
