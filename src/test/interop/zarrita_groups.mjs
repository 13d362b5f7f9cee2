// Reads all arrays of groups with zarrita: node zarrita_groups.mjs WHERE-ZARRITA-IS < addresses, one a line. Prints a line of JSON
// for each group: its arrays by name, each with shape, type and values as texts, or what failed.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const home = `${process.argv[2]}/node_modules/zarrita`;
const entry = JSON.parse(readFileSync(`${home}/package.json`, "utf8")).exports["."];
const zarr = await import(pathToFileURL(`${home}/${entry.import ?? entry}`).href);

/** Values in C order, whatever the strides of the array that a program made. */
function inOrder({ data, shape, stride }) {
  const values = [];
  const index = shape.map(() => 0);
  for (let left = shape.reduce((product, length) => product * length, 1); left > 0; left--) {
    const at = index.reduce((sum, position, axis) => sum + position * stride[axis], 0);
    values.push(typeof data.get === "function" ? data.get(at) : data[at]);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) {
      index[axis] = 0;
    }
  }
  return values;
}

for (const url of readFileSync(0, "utf8").split("\n").filter(line => line)) {
  const store = await (zarr.withConsolidatedMetadata ?? zarr.withConsolidated)(new zarr.FetchStore(url));
  const group = await zarr.open.v3(store, { kind: "group" });
  const arrays = {};
  for (const { path, kind } of store.contents().filter(node => node.kind === "array" && node.path.lastIndexOf("/") === 0)) {
    try {
      const array = await zarr.open.v3(group.resolve(path), { kind });
      const cells = await zarr.get(array);
      // An array without axes is a single value.
      const values = array.shape.length === 0 ? [cells] : inOrder(cells);
      arrays[path.slice(1)] = { shape: array.shape, dtype: array.dtype, values: values.map(String) };
    } catch (failure) {
      arrays[path.slice(1)] = { failure: String(failure) };
    }
  }
  console.log(JSON.stringify({ url, arrays }));
}
