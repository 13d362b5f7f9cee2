package io.hypertile.error;

/** Who can do something about a failure. */
public enum ErrorCategory {
  /** The request is wrong; the same request fails again. */
  USER,
  /** What the request names is not there. */
  MISSING,
  /** The request does not go with the present state. */
  CONFLICT,
  /** A limit of size, rate or space stands in the way. */
  LIMIT,
  /** Something outside the server failed; a later try may succeed. */
  EXTERNAL,
  /** A defect or damaged data; the client learns nothing but the request id. */
  INTERNAL
}
