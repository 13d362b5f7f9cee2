import assert from "node:assert/strict";
import test from "node:test";
import { encodeNpy, NpyArray, NpyData, NpyDtype, NpyError, parseNpy } from "../npy";

const ARRAYS: [NpyDtype, NpyData][] = [
  ["int8", Int8Array.of(-128, 127, 0, 1, 2, 3)],
  ["int16", Int16Array.of(-32768, 32767, 0, 1, 2, 3)],
  ["int32", Int32Array.of(-2147483648, 2147483647, 0, 1, 2, 3)],
  ["int64", BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 0n, 1n, 2n, 3n)],
  ["uint8", Uint8Array.of(255, 0, 1, 2, 3, 4)],
  ["uint16", Uint16Array.of(65535, 0, 1, 2, 3, 4)],
  ["uint32", Uint32Array.of(4294967295, 0, 1, 2, 3, 4)],
  ["uint64", BigUint64Array.of(2n ** 64n - 1n, 0n, 1n, 2n, 3n, 4n)],
  ["float32", Float32Array.of(1.5, -0, NaN, Infinity, 3.4028234663852886e38, 2)],
  ["float64", Float64Array.of(0.1, -0, NaN, -Infinity, 5e-324, 2)],
];

const HEADER = { descr: "'<f4'", order: "False", shape: "(2,)" };

function npy(text: string, cells: ArrayLike<number>, version = 1): Uint8Array {
  const length = new Uint8Array(new Uint32Array([text.length]).buffer).slice(0, version === 1 ? 2 : 4);
  const header = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return Uint8Array.from([0x93, ..."NUMPY"].map((part) => (typeof part === "string" ? part.charCodeAt(0) : part)).concat(
    [version, 0], [...length], [...header], Array.from(cells)));
}

function dictionary(given: Partial<typeof HEADER> = {}): string {
  const { descr, order, shape } = { ...HEADER, ...given };
  return `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
}

for (const [dtype, data] of ARRAYS) {
  test(`${dtype} comes back as it was written`, () => {
    const back = parseNpy(encodeNpy({ dtype, shape: [2, 3], data }));
    assert.deepEqual(back, { dtype, shape: [2, 3], data });
  });
}

test("complex numbers are pairs", () => {
  for (const [dtype, data] of [
    ["complex64", Float32Array.of(1, 2, 3, 4)],
    ["complex128", Float64Array.of(1, 2, 3, 4)],
  ] as [NpyDtype, NpyData][]) {
    assert.deepEqual(parseNpy(encodeNpy({ dtype, shape: [2], data })), { dtype, shape: [2], data });
    assert.throws(() => encodeNpy({ dtype, shape: [4], data }), NpyError);
  }
});

test("float16 is read as float32 and written as such", () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x7e00, 0x8000);
  const read = parseNpy(npy(dictionary({ descr: "'<f2'", shape: "(7,)" }), new Uint8Array(halves.buffer)));
  assert.equal(read.dtype, "float16");
  assert.deepEqual([...read.data], [1, -2, 65504, 2 ** -24, Infinity, NaN, -0]);
  assert.equal(parseNpy(encodeNpy(read)).dtype, "float32");
});

test("a shape may be empty, or have axes of no cells", () => {
  for (const array of [
    { dtype: "float64", shape: [], data: Float64Array.of(7) },
    { dtype: "int8", shape: [0, 3], data: new Int8Array(0) },
  ] as NpyArray[]) {
    assert.deepEqual(parseNpy(encodeNpy(array)), array);
  }
});

test("a part of a larger buffer is written and read as what it is", () => {
  const data = Int32Array.of(9, 1, 2, 9).subarray(1, 3);
  const bytes = encodeNpy({ dtype: "int32", shape: [2], data });
  assert.equal(bytes.buffer.byteLength, bytes.length);
  assert.equal((bytes.length - 8) % 64, 0);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  for (const part of [shifted.subarray(3), Buffer.from(shifted.buffer, 3)]) {
    const read = parseNpy(part);
    assert.deepEqual([...read.data], [1, 2]);
    assert.equal(read.data.buffer.byteLength, 8);
  }
});

test("other orders of bytes and axes become this one", () => {
  const big = npy(dictionary({ descr: "'>i2'", shape: "(2,)" }), [1, 0, 0, 2]);
  assert.deepEqual([...parseNpy(big).data], [256, 2]);
  const columns = npy(dictionary({ descr: "'|u1'", order: "True", shape: "(2, 3)" }), [1, 4, 2, 5, 3, 6]);
  assert.deepEqual([...parseNpy(columns).data], [1, 2, 3, 4, 5, 6]);
});

test("members may stand in any order, and versions 2 and 3 are read", () => {
  const text = "{'shape': (2,), 'fortran_order': False, 'descr': '|i1'}";
  for (const version of [1, 2, 3]) {
    assert.deepEqual([...parseNpy(npy(text, [1, 255], version)).data], [1, -1]);
  }
});

const HOSTILE: [string, Uint8Array][] = [
  ["nothing", new Uint8Array(0)],
  ["other bytes", Uint8Array.from({ length: 100 }, (_, n) => n)],
  ["a magic alone", npy("", []).slice(0, 8)],
  ["another version", npy(dictionary(), new Uint8Array(8), 4)],
  ["a header cut off", npy(dictionary(), []).slice(0, 40)],
  ["a length past the end", Uint8Array.from([...npy("", [], 2).slice(0, 8), 255, 255, 255, 255, 123])],
  ["too few cells", npy(dictionary(), new Uint8Array(7))],
  ["too many cells", npy(dictionary(), new Uint8Array(9))],
  ["a shape of many terabytes", npy(dictionary({ shape: "(1000000, 1000000, 1000000)" }), [])],
  ["a product that overflows to 0", npy(dictionary({ shape: "(4294967296, 4294967296, 4294967296, 0)" }), [1])],
  ["a size that rounds", npy(dictionary({ shape: "(9007199254740993,)" }), [])],
  ["a negative size", npy(dictionary({ shape: "(-2,)" }), new Uint8Array(8))],
  ["a size in words", npy(dictionary({ shape: "(two,)" }), new Uint8Array(8))],
  ["a missing comma", npy(dictionary({ shape: "(2)" }), new Uint8Array(8))],
  ["a hole in the shape", npy(dictionary({ shape: "(2,,1)" }), new Uint8Array(8))],
  ["too many axes", npy(dictionary({ shape: `(${"1,".repeat(65)})` }), new Uint8Array(4))],
  ["objects", npy(dictionary({ descr: "'|O'" }), new Uint8Array(16))],
  ["texts", npy(dictionary({ descr: "'<U4'" }), new Uint8Array(32))],
  ["longdouble", npy(dictionary({ descr: "'<f16'" }), new Uint8Array(32))],
  ["no order of bytes", npy(dictionary({ descr: "'f4'" }), new Uint8Array(8))],
  ["an inherited name", npy(dictionary({ descr: "'<constructor'" }), new Uint8Array(8))],
  ["a record", npy(dictionary({ descr: "[('a', '<f4')]" }), new Uint8Array(8))],
  ["swapped types", npy(dictionary({ order: "(2,)", shape: "False" }), new Uint8Array(8))],
  ["a member twice", npy(dictionary().replace("}", "'shape': (2,), }"), new Uint8Array(8))],
  ["a member too much", npy(dictionary().replace("}", "'more': (2,), }"), new Uint8Array(8))],
  ["a member too few", npy("{'descr': '<f4', 'shape': (2,), }", new Uint8Array(8))],
  ["code", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }; x()", new Uint8Array(8))],
  ["blanks without end", npy("{" + " ".repeat(60000), [])],
];

for (const [what, bytes] of HOSTILE) {
  test(`${what}: refused by name`, () => {
    assert.throws(() => parseNpy(bytes), NpyError);
  });
}

test("what does not belong together is not written", () => {
  const data = Float32Array.of(1, 2);
  for (const array of [
    { dtype: "float32", shape: [3], data },
    { dtype: "float32", shape: [-1, -2], data },
    { dtype: "float32", shape: [0.5, 4], data },
    { dtype: "float64", shape: [2], data },
    { dtype: "toString", shape: [2], data },
  ]) {
    assert.throws(() => encodeNpy(array as NpyArray), NpyError);
  }
});
