// Coastlines over a picture whose axes are longitudes and latitudes: Natural Earth's, which are in the public domain.

import { request, ROOT } from "./api.js";
import { coordinateOf } from "./axes.js";

const LATITUDE = /^(lat|latitude|nav_lat)$/i;
const LONGITUDE = /^(lon|long|longitude|nav_lon)$/i;

const isCalled = (axis, name) => axis.kind === "value" && name.test(axis.scale || axis.name);

/** Whether a picture of two axes is a map. */
export const isMap = (y, x) => isCalled(y, LATITUDE) && isCalled(x, LONGITUDE);

let asked = null;

/** Lines of `[longitude, latitude]`, which are read once. */
export function coast() {
  asked ??= request(new URL("explorer/land.json", ROOT)).then((answer) => answer.json()).then(linesOf);
  asked.catch(() => (asked = null));
  return asked;
}

/** The arcs of a TopoJSON file, which are differences of whole numbers. */
export function linesOf({ arcs, transform: { scale, translate } }) {
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
  });
}

/** The coordinate of each row or column; null where they do not all rise or all fall. */
function centresOf(side, many) {
  const last = side.axis.size - 1;
  const at = Array.from({ length: many }, (_, n) => {
    const first = side.start + n * side.step;
    const [from, to] = [first, side.isMean ? Math.min(last, first + side.step - 1) : first].map((position) => coordinateOf(side.axis, position));
    return (from + to) / 2;
  });
  const isRising = at[1] > at[0];
  return at.length > 1 && at.every((one, n) => n === 0 || (Number.isFinite(one) && one !== at[n - 1] && one > at[n - 1] === isRising)) ? at : null;
}

/** Where a value stands among coordinates, in cells from the outer edge of the first one; beyond the ends as at the ends. */
export function locator(at) {
  const isRising = at.at(-1) > at[0];
  return (value) => {
    let low = 0;
    let high = at.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (at[middle] <= value === isRising) low = middle;
      else high = middle;
    }
    return low + (value - at[low]) / (at[low + 1] - at[low]) + 0.5;
  };
}

// Edges of the map itself, where land is cut and no coast is, and the way back around the world.
const isEdge = ([lon, lat], [beforeLon, beforeLat]) => (Math.abs(lon) > 179.9 && Math.abs(beforeLon) > 179.9) || (lat < -89.9 && beforeLat < -89.9) || Math.abs(lon - beforeLon) > 180;

/** The lines as a path of SVG in units of cells; empty where the axes have no order. */
export function pathOf(lines, plane, isFlipped) {
  const [xs, ys] = [centresOf(plane.x, plane.columns), centresOf(plane.y, plane.rows)];
  if (!xs || !ys) return "";
  const [placeX, placeY] = [locator(xs), locator(ys)];
  const [west, east] = [Math.min(xs[0], xs.at(-1)) - 5, Math.max(xs[0], xs.at(-1)) + 5];
  const parts = [];
  // Longitudes may run from -180 or from 0, or around more than once.
  for (const turn of [-360, 0, 360]) {
    for (const line of lines) {
      let isDrawn = false;
      line.forEach((point, n) => {
        const lon = point[0] + turn;
        if (lon < west || lon > east || (n > 0 && isEdge(point, line[n - 1]))) isDrawn = false;
        if (lon < west || lon > east) return;
        const y = placeY(point[1]);
        parts.push(`${isDrawn ? "L" : "M"}${placeX(lon).toFixed(2)} ${(isFlipped ? plane.rows - y : y).toFixed(2)}`);
        isDrawn = true;
      });
    }
  }
  return parts.join("");
}
