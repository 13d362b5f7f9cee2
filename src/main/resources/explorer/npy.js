// Cells of an NPY body as numbers.

import { instantText } from "./instants.js";

function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}

const NAT = -(2n ** 63n);

const READERS = {
  f2: (bytes) => Float64Array.from(new Uint16Array(bytes), half),
  f4: (bytes) => new Float32Array(bytes),
  f8: (bytes) => new Float64Array(bytes),
  i1: (bytes) => new Int8Array(bytes),
  i2: (bytes) => new Int16Array(bytes),
  i4: (bytes) => new Int32Array(bytes),
  i8: (bytes) => Float64Array.from(new BigInt64Array(bytes), Number),
  u1: (bytes) => new Uint8Array(bytes),
  u2: (bytes) => new Uint16Array(bytes),
  u4: (bytes) => new Uint32Array(bytes),
  u8: (bytes) => Float64Array.from(new BigUint64Array(bytes), Number),
  b1: (bytes) => new Uint8Array(bytes),
};

const UNITS = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n };

/** A single cell that has more digits than a number, as a text. */
function exactly(type, bytes) {
  if (bytes.byteLength !== 8 || !/^(u8|i8|[Mm]8.*)$/.test(type || "")) return undefined;
  const n = type === "u8" ? new BigUint64Array(bytes)[0] : new BigInt64Array(bytes)[0];
  if (!/^[Mm]/.test(type)) return String(n);
  const unit = UNITS[type.slice(3, -1)];
  if (unit === undefined) return undefined;
  return type[0] === "M" ? instantText(n * unit) : `${Number(n * unit) / 1e9} s`;
}

/** `{shape, cells, isTime, exact}` of a body; times are seconds since 1970, gaps NaN. */
export function decode(buffer) {
  const view = new DataView(buffer);
  const isLong = view.getUint8(6) > 1;
  const begin = isLong ? 12 : 10;
  const end = begin + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  const head = new TextDecoder("latin1").decode(new Uint8Array(buffer, begin, end - begin));
  const type = /'descr': '[<|=]([^']+)'/.exec(head)?.[1];
  const shape = (/'shape': \(([^)]*)\)/.exec(head)?.[1] || "").split(",").filter((n) => n.trim()).map(Number);
  const bytes = buffer.slice(end);
  const time = /^([Mm])8\[(ns|us|ms|s)\]$/.exec(type || "");
  if (time) {
    const scale = { ns: 1e9, us: 1e6, ms: 1e3, s: 1 }[time[2]];
    const cells = Float64Array.from(new BigInt64Array(bytes), (n) => (n === NAT ? NaN : Number(n) / scale));
    return { shape, cells, isTime: time[1] === "M", exact: exactly(type, bytes) };
  }
  const read = READERS[type];
  if (!read) throw new Error(`Cells of type ${type || "unknown"} cannot be drawn; download them instead.`);
  return { shape, cells: read(bytes), isTime: false, exact: exactly(type, bytes) };
}
