// Reads every array below a directory with zarrita: node zarrita_arrays.mjs WHERE-ZARRITA-IS DIRECTORY PATH...
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [root, directory, ...paths] = process.argv.slice(2);

async function load(name, part) {
  const home = `${root}/node_modules/${name}`;
  const entry = JSON.parse(readFileSync(`${home}/package.json`, "utf8")).exports[part];
  return import(pathToFileURL(`${home}/${entry.import ?? entry.default ?? entry}`).href);
}

const zarr = await load("zarrita", ".");
const { default: FileSystemStore } = await load("@zarrita/storage", "./fs");
const store = zarr.root(new FileSystemStore(directory));
const found = {};
for (const path of paths) {
  const { data, shape, stride } = await zarr.get(await zarr.open.v3(store.resolve(path), { kind: "array" }));
  // Those of a transposition lie column by column.
  const all = Array.from(data, Number);
  const cells = [];
  for (let y = 0; y < shape[0]; y++) {
    for (let x = 0; x < shape[1]; x++) {
      cells.push(all[y * stride[0] + x * stride[1]]);
    }
  }
  found[path] = { shape, cells };
}
console.log(JSON.stringify(found));
