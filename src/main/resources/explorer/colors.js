// Colour maps: a few stops each, and straight lines between them.

const STOPS = {
  viridis: ["440154", "482878", "3e4989", "31688e", "26828e", "1f9e89", "35b779", "6ece58", "b5de2b", "fde725"],
  cividis: ["00224e", "123570", "3b496c", "575d6d", "707173", "8a8678", "a59c74", "c3b369", "e1cc55", "fee838"],
  inferno: ["000004", "1b0c41", "4a0c6b", "781c6d", "a52c60", "cf4446", "ed6925", "fb9b06", "f7d13d", "fcffa4"],
  coolwarm: ["3b4cc0", "6282ea", "8db0fe", "b8d0f9", "dddddd", "f5c4ad", "f49a7b", "de604d", "b40426"],
  greys: ["101010", "f4f4f4"],
};

export const names = Object.keys(STOPS);

const made = new Map();

/** 256 colours as numbers of four bytes, in the order that pictures have. */
export function table(name) {
  if (!made.has(name)) {
    const stops = (Object.hasOwn(STOPS, name) ? STOPS[name] : STOPS.viridis).map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));
    const colors = new Uint32Array(256);
    for (let i = 0; i < 256; i++) {
      const at = (i / 255) * (stops.length - 1);
      const low = Math.min(stops.length - 2, Math.floor(at));
      const [r, g, b] = stops[low].map((from, c) => Math.round(from + (stops[low + 1][c] - from) * (at - low)));
      colors[i] = 0xff000000 | (b << 16) | (g << 8) | r;
    }
    made.set(name, colors);
  }
  return made.get(name);
}

/** Places between the ends of a range as numbers from 0 to 1; NaN for values without a place. */
export function scale(low, high, isLog) {
  if (!isLog) return (x) => (high > low ? (x - low) / (high - low) : 0.5);
  const from = Math.log(low > 0 ? low : Number.MIN_VALUE);
  const to = Math.log(high);
  return (x) => (x > 0 ? (Math.log(x) - from) / (to - from || 1) : NaN);
}

/** Least and largest of the cells that are numbers; `[0, 1]` if no cell is one. */
export function extent(cells, isLog = false) {
  let low = Infinity;
  let high = -Infinity;
  for (const x of cells) {
    if (!Number.isFinite(x) || (isLog && x <= 0)) continue;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return low <= high ? [low, high] : [0, 1];
}
