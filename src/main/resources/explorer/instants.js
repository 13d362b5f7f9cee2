// Moments to the nanosecond; dates of the browser stop at the millisecond.

const TEXT = /^([+-]?\d{4,6}(?:-\d\d)?(?:-\d\d)?(?:[T ]\d\d:\d\d(?::\d\d)?)?)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:?\d\d)?$/i;

/** Nanoseconds since 1970 of a time as ISO 8601 writes it, in UTC unless it says another zone; null for other texts. */
export function instant(text) {
  const parts = TEXT.exec(String(text).trim());
  if (!parts) return null;
  const [, date, fraction = "", zone = "Z"] = parts;
  const whole = date.replace(" ", "T");
  const wanted = whole.includes(":") ? whole + zone : whole;
  const milliseconds = Date.parse(wanted);
  return Number.isFinite(milliseconds) ? BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0")) : null;
}

/** The text of nanoseconds since 1970, with no more digits than they need. */
export function instantText(nanoseconds) {
  const part = ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const date = new Date(Number((nanoseconds - part) / 1_000_000n));
  if (Number.isNaN(date.getTime())) return "no time";
  const digits = String(part).padStart(9, "0").replace(/(000)+$/, "");
  return date.toISOString().replace(".000Z", `${digits && `.${digits}`}Z`);
}
