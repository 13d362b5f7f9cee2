// Values of attributes with their types: as documents have them, as people type them, and what is wrong with a text.

import { instant, instantText } from "./instants.js";

/** A number as a document writes it: numbers of browsers lose the point of 5.0 and the last digits of large ones. */
export class Numeral {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Reads JSON whose numbers are numerals; throws a `SyntaxError` for other texts. */
export function read(text) {
  JSON.parse(text);
  const mark = Math.random().toString(36);
  const marked = text.replace(TOKEN, (token) => (token.startsWith('"') ? token : `{"${mark}":"${token}"}`));
  return JSON.parse(marked, (_, value) => (value !== null && typeof value === "object" && Object.hasOwn(value, mark) ? new Numeral(value[mark]) : value));
}

/** JSON of a value, in one line, or in lines that are indented by `step`. */
export function write(value, step = "", before = "") {
  if (value instanceof Numeral) return value.text;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inside = before + step;
  const parts = Array.isArray(value) ? value.map((one) => write(one, step, inside)) : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${write(one, step, inside)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return step && parts.length ? `${open}\n${inside}${parts.join(`,\n${inside}`)}\n${before}${close}` : `${open}${parts.join(", ")}${close}`;
}

export const TYPES = [
  ["string", "text"], ["int64", "whole number"], ["float64", "number"], ["bool", "truth value"], ["timestamp_ns", "time"],
  ...["int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64", "float32"].map((name) => [name, name]),
  ["binary", "bytes, in Base64"], ["json", "JSON"],
];

/** The names that collections of arrays declare types by, and those of the values here. */
const DECLARED = { int: "integer", datetime: "timestamp_ns", tuple: "tuple" };

/** The type here of a declared one. */
export function declaredType(dtype) {
  if (DECLARED[dtype] || TYPES.some(([name]) => name === dtype)) return DECLARED[dtype] || dtype;
  return dtype.startsWith("complex") ? "complex" : dtype.startsWith("float") ? "float64" : "string";
}

const isTyped = (raw) => raw !== null && typeof raw === "object" && !(raw instanceof Numeral) && !Array.isArray(raw) && "value" in raw && Object.keys(raw).length === ("type" in raw ? 2 : 1);

/** The type that a plain value looks like. */
function looksLike(value) {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (value instanceof Numeral) return /[.eE]/.test(value.text) ? "float64" : BigInt(value.text) >= 2n ** 63n ? "uint64" : "int64";
  if (!Array.isArray(value)) return "json";
  const types = [...new Set(value.map((one) => (Array.isArray(one) ? "json" : looksLike(one))))];
  if (types.length < 2) return types[0] || "string";
  return types.every((type) => type === "int64" || type === "float64") ? "float64" : "json";
}

/** A line of a list; texts that would not be lines, or look like quoted ones, are quoted. */
const lineOf = (value) => (typeof value === "string" && (/^\s*$|^["\s]|\s$|[\n\r]/.test(value) ? JSON.stringify(value) : value)) || String(value);

/** What stands in a form for a value of a document: `{type, isList, text}`. */
export function fieldOf(raw, type) {
  const value = !type && isTyped(raw) ? raw.value : raw;
  const named = type || (isTyped(raw) && raw.type) || looksLike(value);
  if (["json", "tuple", "complex"].includes(named)) return { type: named, isList: false, text: write(value) };
  return Array.isArray(value) ? { type: named, isList: true, text: value.map(lineOf).join("\n") } : { type: named, isList: false, text: String(value) };
}

const isNumeral = (value) => value instanceof Numeral || ["NaN", "Infinity", "-Infinity"].includes(value);

/** A list of JSON, of two numbers for a complex one. */
function listOf(text, isComplex) {
  let found = null;
  try {
    found = read(text);
  } catch {
    // Told below.
  }
  const isRight = Array.isArray(found) && (!isComplex || (found.length === 2 && found.every(isNumeral)));
  return isRight ? { value: found } : { wrong: isComplex ? "two numbers, such as [1.5, -2]" : "a list in brackets, such as [1, 2]" };
}

function wholeOf(text, type) {
  if (!/^[+-]?\d+$/.test(text)) return { wrong: "a whole number" };
  const value = BigInt(text);
  if (type !== "integer") {
    const bits = BigInt(type.replace(/\D/g, ""));
    const [least, most] = type.startsWith("u") ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
    if (value < least || value > most) return { wrong: `a whole number from ${least} to ${most}` };
  }
  return { value: new Numeral(String(value)) };
}

function realOf(text, type) {
  const special = { nan: "NaN", infinity: "Infinity", "-infinity": "-Infinity" }[text.toLowerCase()];
  if (special) return { value: special };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { wrong: "a number, NaN, Infinity or -Infinity" };
  const value = Number(text);
  const isOut = !Number.isFinite(type === "float32" ? Math.fround(value) : value);
  return isOut ? { wrong: `a number that ${type} has room for, or Infinity` } : { value: new Numeral(String(value)) };
}

function timeOf(text) {
  const at = instant(text);
  if (at === null) return { wrong: "a time, such as 2024-06-02T12:00:00Z" };
  return at >= -(2n ** 63n) && at < 2n ** 63n ? { value: instantText(at) } : { wrong: "a time from 1677 to 2262" };
}

function jsonOf(text) {
  try {
    return { value: read(text) };
  } catch (fault) {
    return { wrong: `JSON: ${fault.message}` };
  }
}

function oneOf(text, type) {
  const plain = text.trim();
  if (type === "string") return { value: text };
  if (type === "bool") return plain === "true" || plain === "false" ? { value: plain === "true" } : { wrong: "true or false" };
  if (type === "timestamp_ns") return timeOf(plain);
  if (type === "binary") return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain) ? { value: plain } : { wrong: "bytes in Base64, four characters for three bytes" };
  if (type === "json") return jsonOf(text);
  if (type === "tuple" || type === "complex") return listOf(text, type === "complex");
  return type.startsWith("float") ? realOf(plain, type) : wholeOf(plain, type);
}

function lineValue(line, type) {
  if (type !== "string" || !line.startsWith('"')) return oneOf(line, type);
  const found = jsonOf(line);
  return typeof found.value === "string" ? found : { wrong: "a text; one that begins with a quote is written as JSON" };
}

/** The value of what stands in a form, `{value}`, or what it should be, `{wrong}`. */
export function valueOf({ type, isList, text }) {
  if (!isList) return oneOf(text, type);
  const lines = text === "" ? [] : text.split("\n").map((line) => lineValue(line, type));
  const at = lines.findIndex(({ wrong }) => wrong);
  return at < 0 ? { value: lines.map(({ value }) => value) } : { wrong: `line ${at + 1}: ${lines[at].wrong}` };
}

export const sameField = (one, other) => one.type === other.type && one.isList === other.isList && one.text === other.text;

const MOST_BYTES = 4096;

/** What is wrong with the name of an attribute, as the server decides it; undefined if nothing is. */
export function faultOfAttributeName(name, taken) {
  if (!name.trim()) return "a name is missing";
  if (/\p{Cc}/u.test(name)) return "a name without control characters";
  if (new TextEncoder().encode(name).length > MOST_BYTES) return `a name of up to ${MOST_BYTES} bytes`;
  return taken.includes(name) ? "this name is taken" : undefined;
}
