// Reads a group of the Zarr view with zarrita: node zarrita.mjs WHERE-ZARRITA-IS URL NAME
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [root, url, name] = process.argv.slice(2);
const home = `${root}/node_modules/zarrita`;
const entry = JSON.parse(readFileSync(`${home}/package.json`, "utf8")).exports["."];
const zarr = await import(pathToFileURL(`${home}/${entry.import ?? entry}`).href);
const store = await (zarr.withConsolidatedMetadata ?? zarr.withConsolidated)(new zarr.FetchStore(url));
const group = await zarr.open.v3(store, { kind: "group" });
const array = path => zarr.open.v3(group.resolve(path), { kind: "array" });
const values = async path => Array.from((await zarr.get(await array(path))).data);
const cells = await zarr.get(await array(name));
console.log(
  JSON.stringify({
    paths: store.contents().map(node => node.path).sort(),
    shape: cells.shape,
    cells: Array.from(cells.data),
    layer: await values("layer"),
    hour: (await values("hour")).map(Number),
    lon: await values("lon"),
  }),
);
