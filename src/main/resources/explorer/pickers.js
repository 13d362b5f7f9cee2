// One axis of a slice: a position by slider, text or list, or a range.

import { html, useEffect, useState } from "./preact.js";
import { isRange, nearest, shown } from "./axes.js";
import { Select, tell } from "./parts.js";
import { count } from "./format.js";

const LISTED = 500;

export function AxisPicker({ axis, choice, onChoose }) {
  const isWide = isRange(choice);
  const change = () => onChoose(isWide ? { at: choice.start } : { start: 0, stop: axis.size });
  return html`<fieldset class="axis"><legend>${axis.scale ? `${axis.scale} (${axis.name})` : axis.name} <small>${count(axis.size)}</small></legend>
    <label class="mode"><input type="checkbox" checked=${isWide} onChange=${change} disabled=${axis.size < 1} /> range</label>
    ${isWide
      ? html`<span class="ends"><${Place} axis=${axis} label="from" at=${choice.start} onPlace=${(at) => at < choice.stop && onChoose({ start: at, stop: choice.stop })} />
          <${Place} axis=${axis} label="to, included" at=${choice.stop - 1} onPlace=${(at) => at >= choice.start && onChoose({ start: choice.start, stop: at + 1 })} /></span>`
      : html`<${Single} axis=${axis} at=${choice.at} onPlace=${(at) => onChoose({ at })} />`}
  </fieldset>`;
}

function Single({ axis, at, onPlace }) {
  if (axis.kind === "label" && axis.size <= LISTED) {
    return html`<${Select} isHidden label=${axis.name} value=${at} onChoose=${(i) => onPlace(Number(i))} options=${axis.coordinates.map((label, i) => [i, label])} />`;
  }
  return html`<input type="range" min="0" max=${axis.size - 1} value=${at} aria-label=${`Position on ${axis.name}`} aria-valuetext=${shown(axis, at)} onInput=${(e) => onPlace(Number(e.target.value))} />
    <${Place} axis=${axis} label="at" at=${at} onPlace=${onPlace} />`;
}

/** A box for a coordinate: the nearest that the axis has is taken. */
function Place({ axis, label, at, onPlace }) {
  const [text, setText] = useState(shown(axis, at));
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    setText(shown(axis, at));
    setWrong(false);
  }, [at, axis]);
  const take = () => {
    const found = nearest(axis, text.trim());
    setWrong(found < 0);
    if (found < 0) return tell("The axis has nothing like this");
    const nearestText = shown(axis, found);
    if (nearestText !== text.trim()) tell(`The nearest is ${nearestText}`);
    onPlace(found);
    setText(nearestText);
  };
  return html`<label class="place">${label} <input value=${text} aria-label=${`${axis.name} ${label}`} aria-invalid=${isWrong} spellcheck=${false}
    onInput=${(e) => setText(e.target.value)} onChange=${take} title=${isWrong ? "The axis has nothing like this" : `Position ${at}`} /></label>`;
}
