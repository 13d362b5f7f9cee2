// The same read in the languages that people take it to.

import { key, ROOT } from "./api.js";

const quoted = (text) => JSON.stringify(text);

// Left as it is by URLs, and an end of a text for shells.
const shell = (text) => `'${text.replaceAll("'", "%27")}'`;

/** `{name: text}` for an array at `address` with a slice. `zarr` is its group in the Zarr view, if it has one. */
export function snippets({ address, slice, zarr, variable, open }) {
  const url = new URL(`${address}/subset?slice=${slice}`, ROOT).href;
  // The key itself is not for files and screens; programs find it in the environment, as the package does.
  const isKeyed = key() !== "";
  const headers = isKeyed ? `{"Accept": "application/x-npy", "X-API-Key": os.environ["HYPERTILE_KEY"]}` : `{"Accept": "application/x-npy"}`;
  const all = {
    URL: `${url}&format=npy`,
    curl: `curl -sSg ${isKeyed ? '-H "X-API-Key: $HYPERTILE_KEY" ' : ""}${shell(`${url}&format=npy`)} -o cells.npy`,
    requests: `import io, ${isKeyed ? "os, " : ""}numpy as np, requests\n\nanswer = requests.get(${quoted(url)}, headers=${headers})\nanswer.raise_for_status()\ncells = np.load(io.BytesIO(answer.content))`,
  };
  if (open) all.hypertile = `import hypertile\n\nc = hypertile.connect(${quoted(ROOT.href.replace(/\/$/, ""))})\ncells = ${open}[${slice || "..."}].to_xarray()`;
  if (zarr) {
    const named = variable ? `[${quoted(variable)}]` : "";
    const options = isKeyed ? `, storage_options={"headers": {"X-API-Key": os.environ["HYPERTILE_KEY"]}}` : "";
    all.xarray = `import ${isKeyed ? "os, " : ""}xarray as xr\n\nds = xr.open_zarr(${quoted(new URL(zarr, ROOT).href)}${options})\nprint(ds${named})`;
  }
  const csv = quoted(`${url}&format=csv`);
  all.R = `cells <- read.csv(${isKeyed ? `url(${csv}, headers = c("X-API-Key" = Sys.getenv("HYPERTILE_KEY")))` : csv})`;
  return all;
}
