/** Uses the TypeScript SDK, its generated part too, and prints what it saw as JSON. */
import { connect, encodeNpy, HypertileError, parseNpy } from "@hypertile/client";
import { readFileSync, writeFileSync } from "node:fs";

const NAME = "sdk_typescript";

async function refusal(call: () => Promise<unknown>): Promise<unknown[]> {
  try {
    await call();
  } catch (failure) {
    if (failure instanceof HypertileError && failure.detail) {
      return [failure.status, failure.code, failure.problem?.column ?? null];
    }
    throw failure;
  }
  throw new Error("there was no refusal");
}

async function use(url: string, apiKey: string): Promise<void> {
  const client = connect(url, { apiKey });
  await client.collections.createCollection({
    newCollection: {
      name: NAME,
      kind: "array",
      dtype: "float32",
      dimensions: [
        { type: "generic", name: "y", size: 3, scale: { start_value: 10.0, step: -0.5, name: "lat" } },
        { type: "generic", name: "x", size: 4 },
      ],
      attributes: [{ name: "station", dtype: "string", primary: true }],
    },
  });
  const create = async (station: string) =>
    (await client.arrays.createArray({ collection: NAME, newArray: { primary_attributes: { station } } })).data.id;
  const array = await create("first, with a comma");
  const data = Float32Array.from({ length: 12 }, (_, n) => n / 2);
  await client.write(NAME, array, { dtype: "float32", shape: [3, 4], data });
  const whole = await client.read(NAME, array);
  if (whole.dtype !== "float32" || String(whole.shape) !== "3,4" || String(whole.data) !== String(data)) {
    throw new Error("other cells came back");
  }
  const row = await client.read(NAME, '~"first, with a comma"', { slice: "9.5,:" });
  const same = await client.read(NAME, array, { sel: { y: "9.5" } });
  if (String(same.data) !== String(row.data)) {
    throw new Error("another row came by name");
  }
  await client.cells.writeJson({ collection: NAME, array, newCells: { data: [5] }, sel: ["y=10.0", "x=0:1"] });
  const named = (await client.cells.readJson({ collection: NAME, array, sel: ["y=10.0", "x=0:2"] })).data.data;
  await client.write(NAME, array, { dtype: "float32", shape: [1], data: data.slice(0, 1) }, { sel: { y: "10.0", x: "0:1" } });
  const document = (await client.cells.readJson({ collection: NAME, array, slice: "0:2,1" })).data;
  const second = await create("second");
  await client.arrays.deleteArray({ collection: NAME, array: second });
  console.log(
    JSON.stringify({
      id: array,
      npy: Array.from(row.data as Float32Array),
      sel: named,
      json: document.data,
      shape: document.shape,
      deleted: await refusal(() => client.read(NAME, second)),
      slice: await refusal(() => client.read(NAME, array, "0,nothing")),
      unknown: await refusal(() => client.cells.readJson({ collection: NAME + "x", array })),
    }),
  );
}

/** Reads NPY files of NumPy and writes what was read, each to the other name beside it. */
function exchange(files: string[]): void {
  for (const file of files) {
    writeFileSync(file + ".back", encodeNpy(parseNpy(readFileSync(file))));
  }
}

const [what, ...others] = process.argv.slice(2);
if (what === "exchange") {
  exchange(others);
} else {
  use(what, others[0]).catch((failure) => {
    console.error(failure);
    process.exitCode = 1;
  });
}
