// Sending a file, with how far it has come and a way to break it off.

import { html, useEffect, useRef, useState } from "./preact.js";
import { upload } from "./api.js";
import { bytes } from "./format.js";
import { Fault } from "./parts.js";

const TYPES = { npy: "application/x-npy", csv: "text/csv", json: "application/json", nc: "application/x-netcdf", npz: "application/x-npz", zip: "application/zip", arrow: "application/vnd.apache.arrow.stream" };

/** `convert` makes the document to send of the text of a CSV file. */
export function Upload({ address, what, accept, method = "PUT", convert, onDone }) {
  const [state, setState] = useState(null);
  const input = useRef(null);
  const running = useRef(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = async (file) => {
    const call = new AbortController();
    running.current = call;
    setState({ name: file.name, size: file.size, part: 0, call });
    try {
      const ending = file.name.split(".").pop().toLowerCase();
      const isConverted = convert && ending === "csv";
      const body = isConverted ? new Blob([convert(await file.text())]) : file;
      if (call.signal.aborted) throw new DOMException("broken off", "AbortError");
      setState((old) => ({ ...old, size: body.size }));
      await upload(method, address, body, TYPES[isConverted ? "json" : ending] || "application/octet-stream", (part) => setState((old) => ({ ...old, part })), call.signal);
      setState({ name: file.name, size: file.size, isDone: true });
      onDone?.();
    } catch (problem) {
      setState(problem.name === "AbortError" ? { isStopped: true } : { problem });
    }
    running.current = null;
    if (input.current) input.current.value = "";
  };
  return html`<div class="upload"><h2>Write ${what}</h2>
    <label>File <input ref=${input} type="file" accept=${accept} disabled=${Boolean(state?.call)} onChange=${(e) => e.target.files[0] && start(e.target.files[0])} /></label>
    ${state?.call && html`<span class="progress"><progress max="1" value=${state.part} aria-label="Sent"></progress> ${bytes(state.part * state.size)} of ${bytes(state.size)}
      <button type="button" onClick=${() => state.call.abort()}>Cancel</button></span>`}
    <p role="status">${state?.isDone ? `${state.name} is written.` : state?.isStopped ? "Broken off: nothing is written, unless all of it had arrived." : ""}</p>
    <${Fault} problem=${state?.problem} /></div>`;
}
