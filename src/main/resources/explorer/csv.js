// Cells of a CSV file for a slice: a line for each cell with its coordinates, as downloads are, or the numbers alone.

import { coordinateOf, countOf, isRange } from "./axes.js";
import { instant } from "./instants.js";

const FIELD = /("(?:[^"]|"")*"|[^,\r\n"]*)(,|\r\n|\n|\r|$)/y;

/** Lines of fields; a quoted field may hold commas, quotes and ends of lines. */
function linesOf(text) {
  const lines = [];
  let line = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const found = FIELD.exec(text);
    if (!found) throw new Error(`Line ${lines.length + 1} is no CSV: a quote is not closed, or stands inside of a field.`);
    line.push(found[1].startsWith('"') ? found[1].slice(1, -1).replaceAll('""', '"') : found[1].trim());
    if (found[2] !== ",") {
      if (line.length > 1 || line[0] !== "") lines.push(line);
      line = [];
    } else if (FIELD.lastIndex === text.length) lines.push([...line, ""]);
  }
  return lines;
}

/** What coordinates that are written in other ways have in common. */
function same(axis, text) {
  if (axis.kind === "time") return String(instant(text) ?? text);
  return axis.kind === "label" ? text : String(Number(text));
}

/** Where the chosen positions of an axis are in its slice, by their coordinates. */
function placesOf(axis, choice) {
  const places = new Map();
  for (let n = 0; n < countOf(choice); n++) places.set(same(axis, String(coordinateOf(axis, choice.start + n) ?? choice.start + n)), n);
  return places;
}

function cellOf(text, dtype) {
  if (/^(u?int|float)/.test(dtype)) return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? text : text === "" ? "null" : JSON.stringify(text);
  return dtype === "bool" && /^(true|false)$/.test(text) ? text : JSON.stringify(text);
}

/** Cells at the places that their lines name. */
function placed([head, ...lines], axes, choices, dtype) {
  const names = head.slice(0, -1);
  const ranged = axes.map((axis, i) => ({ axis, choice: choices[i] })).filter(({ choice }) => isRange(choice));
  const columns = ranged.map(({ axis }) => names.indexOf(axis.name));
  const missing = columns.indexOf(-1);
  if (missing >= 0 || names.length > ranged.length) throw new Error(`The first line names ${names.join(", ") || "no axis"}; the axes of this slice are ${ranged.map(({ axis }) => axis.name).join(", ")}.`);
  const places = ranged.map(({ axis, choice }) => placesOf(axis, choice));
  const cells = new Array(ranged.reduce((n, { choice }) => n * countOf(choice), 1));
  lines.forEach((line, row) => {
    const at = ranged.reduce((n, { axis, choice }, i) => {
      const place = places[i].get(same(axis, line[columns[i]] ?? ""));
      if (place === undefined) throw new Error(`Line ${row + 2}: ${axis.name} has no ${line[columns[i]] ?? "coordinate"} in this slice.`);
      return n * countOf(choice) + place;
    }, 0);
    if (cells[at] !== undefined) throw new Error(`Line ${row + 2} is the second one for its cell.`);
    cells[at] = cellOf(line[names.length] ?? "", dtype);
  });
  return cells;
}

/** The document that writes the cells of a text into a slice; throws what is wrong with the text. */
export function cellsOfCsv(text, axes, choices, dtype) {
  const lines = linesOf(text.replace(/^\ufeff/, ""));
  const shape = choices.filter(isRange).map(countOf);
  const many = shape.reduce((n, size) => n * size, 1);
  const cells = lines[0]?.at(-1) === "value" ? placed(lines, axes, choices, dtype) : lines.flat().map((one) => cellOf(one, dtype));
  const there = cells.filter((one) => one !== undefined).length;
  if (there !== many) throw new Error(`The file has ${there} cells, the slice ${many}.`);
  const nested = shape.reduceRight((parts, size) => Array.from({ length: parts.length / size }, (_, i) => `[${parts.slice(i * size, (i + 1) * size).join(",")}]`), cells);
  return `{"data":${nested[0]}}`;
}
