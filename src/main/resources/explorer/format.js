// Numbers, sizes and times as people read them.

export function bytes(n) {
  const units = ["bytes", "KB", "MB", "GB", "TB", "PB"];
  let i = 0;
  while (n >= 1000 && i < units.length - 1) {
    n /= 1000;
    i++;
  }
  return `${i && n < 10 ? n.toFixed(1) : Math.round(n)} ${units[i]}`;
}

export const count = (n) => n.toLocaleString("en");

export function number(x) {
  if (x === null || x === undefined) return "–";
  if (typeof x === "string") return x;
  if (Number.isNaN(x)) return "no value";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  if (Number.isInteger(x) && Math.abs(x) < 1e9) return String(x);
  const size = Math.abs(x);
  return size !== 0 && (size < 1e-3 || size >= 1e7) ? x.toExponential(3) : String(Number(x.toPrecision(6)));
}

export const time = (seconds) => (Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString().replace(".000Z", "Z") : "no time");

/** How cells are told: as times where they are seconds since 1970. */
export const teller = (isTime) => (isTime ? time : number);

const SIZES = { int8: 1, uint8: 1, bool: 1, int16: 2, uint16: 2, float16: 2, int32: 4, uint32: 4, float32: 4, complex128: 16, complex64: 8 };
export const itemSize = (dtype) => SIZES[dtype] || 8;

export const isDrawable = (dtype) => /^(u?int|float|bool|timestamp|timedelta|datetime)/.test(dtype);
export const isReducible = (dtype) => /^(u?int|float)/.test(dtype);
