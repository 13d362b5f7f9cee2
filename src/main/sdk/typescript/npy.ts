/** Reads and writes NPY, NumPy's format of one array, as typed arrays. */

/** NumPy's names of the dtypes that typed arrays hold. */
export type NpyDtype =
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float16"
  | "float32"
  | "float64"
  | "complex64"
  | "complex128";

export type NpyData =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/**
 * An array in C order. `float16` is held as float32 values, complex numbers as pairs of a real and an
 * imaginary part, so that `data` is twice as long as the shape says.
 */
export interface NpyArray {
  readonly dtype: NpyDtype;
  readonly shape: readonly number[];
  readonly data: NpyData;
}

/** Bytes that are no NPY, or cells that typed arrays or NPY cannot hold. */
export class NpyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NpyError";
  }
}

interface Numbers {
  new (buffer: ArrayBuffer): NpyData;
  readonly BYTES_PER_ELEMENT: number;
}

/** How a dtype is stored: the code in the header without the order of bytes, and numbers per cell. */
interface Stored {
  readonly code: string;
  readonly numbers: Numbers;
  readonly perCell: number;
}

const stored = (code: string, numbers: Numbers, perCell = 1): Stored => ({ code, numbers, perCell });

const DTYPES: Readonly<Record<NpyDtype, Stored>> = {
  int8: stored("i1", Int8Array),
  int16: stored("i2", Int16Array),
  int32: stored("i4", Int32Array),
  int64: stored("i8", BigInt64Array),
  uint8: stored("u1", Uint8Array),
  uint16: stored("u2", Uint16Array),
  uint32: stored("u4", Uint32Array),
  uint64: stored("u8", BigUint64Array),
  float16: stored("f2", Uint16Array),
  float32: stored("f4", Float32Array),
  float64: stored("f8", Float64Array),
  complex64: stored("c8", Float32Array, 2),
  complex128: stored("c16", Float64Array, 2),
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MOST_HEADER_BYTES = 65536;
const MOST_DIMENSIONS = 64;
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Reads NPY of version 1 to 3, of any order of bytes and axes. The header is taken for what anyone may
 * have sent: nothing is allocated before its shape has been found to be that of the bytes that follow.
 *
 * @throws NpyError for anything else, and for dtypes without a typed array (longdouble, objects, texts)
 */
export function parseNpy(source: ArrayBuffer | Uint8Array): NpyArray {
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
  const start = headerStart(bytes);
  const header = parseHeader(asText(bytes.subarray(start.header, start.cells)));
  const { dtype, swapped } = parseDescr(header.descr);
  const { numbers, perCell } = DTYPES[dtype];
  const length = countCells(header.shape) * perCell * numbers.BYTES_PER_ELEMENT;
  if (length !== bytes.length - start.cells) {
    throw new NpyError(
      `shape [${header.shape}] of ${dtype} needs ${length} bytes, ${bytes.length - start.cells} follow`,
    );
  }
  // A copy is aligned, whatever the length of the header; slice() of Node's Buffer would make none.
  const cells = new Uint8Array(bytes.subarray(start.cells));
  if (swapped) {
    swap(cells, numbers.BYTES_PER_ELEMENT);
  }
  let data = new numbers(cells.buffer);
  if (header.fortranOrder && header.shape.length > 1) {
    data = transposed(data, header.shape, perCell);
  }
  return {
    dtype,
    shape: header.shape,
    data: dtype === "float16" ? halvesToFloats(data as Uint16Array) : data,
  };
}

/**
 * Writes NPY 1.0 in C order. `float16` goes out as float32, which the server takes for float16 where
 * nothing is lost.
 *
 * @throws NpyError when shape, dtype and data do not belong together
 */
export function encodeNpy(array: NpyArray): Uint8Array<ArrayBuffer> {
  const sent = array.dtype === "float16" ? "float32" : array.dtype;
  const known = Object.prototype.hasOwnProperty.call(DTYPES, sent) ? DTYPES[sent] : undefined;
  if (known === undefined) {
    throw new NpyError(`dtype ${String(sent)} cannot be written`);
  }
  if (!(array.data instanceof known.numbers)) {
    throw new NpyError(`cells of dtype ${array.dtype} are held in ${known.numbers.name}`);
  }
  if (!array.shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new NpyError(`[${array.shape}] is no shape`);
  }
  const length = countCells(array.shape) * known.perCell;
  if (length !== array.data.length) {
    throw new NpyError(`shape [${array.shape}] needs ${length} numbers, not ${array.data.length}`);
  }
  const order = known.numbers.BYTES_PER_ELEMENT === 1 ? "|" : LITTLE_ENDIAN ? "<" : ">";
  const header = headerText(order + known.code, array.shape);
  const bytes = new Uint8Array(MAGIC.length + 4 + header.length + array.data.byteLength);
  bytes.set(MAGIC);
  bytes.set([1, 0, header.length & 0xff, header.length >> 8], MAGIC.length);
  for (let n = 0; n < header.length; n++) {
    bytes[MAGIC.length + 4 + n] = header.charCodeAt(n);
  }
  const { buffer, byteOffset, byteLength } = array.data;
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength), bytes.length - byteLength);
  return bytes;
}

function headerText(descr: string, shape: readonly number[]): string {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const padding = 64 - ((MAGIC.length + 4 + text.length + 1) % 64);
  return text + " ".repeat(padding % 64) + "\n";
}

function headerStart(bytes: Uint8Array): { header: number; cells: number } {
  if (bytes.length < 10 || MAGIC.some((byte, n) => bytes[n] !== byte)) {
    throw new NpyError("these bytes do not begin as NPY does");
  }
  const version = bytes[6];
  if (version < 1 || version > 3) {
    throw new NpyError(`NPY of version ${version} is not read here`);
  }
  const header = version === 1 ? 10 : 12;
  if (bytes.length < header) {
    throw new NpyError("the header is cut off");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MOST_HEADER_BYTES || header + length > bytes.length) {
    throw new NpyError(`a header of ${length} bytes is too long or cut off`);
  }
  return { header, cells: header + length };
}

function asText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return text;
}

interface Header {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** Reads the dictionary of a header, in which each of the three keys stands once, in any order. */
function parseHeader(text: string): Header {
  const found = new Map<string, string>();
  const member = /\s*'(descr|fortran_order|shape)'\s*:\s*('[^'\\]{0,32}'|True|False|\([\d\s,L]*\))\s*(,|(?=\}))/y;
  const open = /\s*\{/y;
  if (!open.test(text)) {
    throw new NpyError("the header is no dictionary");
  }
  member.lastIndex = open.lastIndex;
  let end = open.lastIndex;
  for (let match = member.exec(text); match !== null; match = member.exec(text)) {
    if (found.has(match[1])) {
      throw new NpyError(`the header has ${match[1]} twice`);
    }
    found.set(match[1], match[2]);
    end = member.lastIndex;
  }
  const descr = found.get("descr");
  const order = found.get("fortran_order");
  const shape = found.get("shape");
  if (!/^\s*\}\s*$/.test(text.slice(end)) || !descr || !order || !shape) {
    throw new NpyError("the header is not that of an array of numbers");
  }
  if (!descr.startsWith("'") || !/^[TF]/.test(order) || !shape.startsWith("(")) {
    throw new NpyError("a member of the header has another type");
  }
  return { descr: descr.slice(1, -1), fortranOrder: order === "True", shape: parseShape(shape) };
}

function parseShape(text: string): number[] {
  const sizes = text.slice(1, -1).trim();
  if (sizes === "") {
    return [];
  }
  const parts = sizes.replace(/,\s*$/, "").split(",");
  if (parts.length > MOST_DIMENSIONS || (parts.length === 1 && !sizes.endsWith(","))) {
    throw new NpyError(`(${sizes.slice(0, 64)}) is no shape`);
  }
  return parts.map((part) => {
    const size = part.trim();
    if (!/^\d{1,16}L?$/.test(size) || !Number.isSafeInteger(parseInt(size, 10))) {
      throw new NpyError(`(${sizes.slice(0, 64)}) is no shape`);
    }
    return parseInt(size, 10);
  });
}

function parseDescr(descr: string): { dtype: NpyDtype; swapped: boolean } {
  const order = descr[0];
  const code = descr.slice(1);
  for (const [name, known] of Object.entries(DTYPES)) {
    const single = known.numbers.BYTES_PER_ELEMENT === 1;
    if (known.code === code && (single ? "|<>=" : "<>=").includes(order)) {
      const swapped = !single && order !== "=" && (order === "<") !== LITTLE_ENDIAN;
      return { dtype: name as NpyDtype, swapped };
    }
  }
  throw new NpyError(`there is no typed array for cells of the dtype ${descr}`);
}

/** The product of the sizes, refused where numbers would round it. */
function countCells(shape: readonly number[]): number {
  let count = 1;
  for (const size of shape.includes(0) ? [0] : shape) {
    count *= size;
    if (count > Number.MAX_SAFE_INTEGER / 16) {
      throw new NpyError(`an array of shape [${shape}] is too large`);
    }
  }
  return count;
}

function swap(bytes: Uint8Array, size: number): void {
  for (let n = 0; n < bytes.length; n += size) {
    bytes.subarray(n, n + size).reverse();
  }
}

/** Cells in C order of an array in Fortran order. */
function transposed(data: NpyData, shape: readonly number[], perCell: number): NpyData {
  const result = data.slice() as NpyData;
  const steps: number[] = [];
  shape.reduce((step, size) => (steps.push(step), step * size), 1);
  const position = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to += perCell) {
    for (let part = 0; part < perCell; part++) {
      result[to + part] = data[from * perCell + part];
    }
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis];
      if (++position[axis] < shape[axis]) {
        break;
      }
      from -= steps[axis] * shape[axis];
      position[axis] = 0;
    }
  }
  return result;
}

function halvesToFloats(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) {
      return fraction === 0 ? sign * Infinity : NaN;
    }
    return exponent === 0
      ? sign * fraction * 2 ** -24
      : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
