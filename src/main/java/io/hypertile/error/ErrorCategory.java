package io.hypertile.error;

/** Categories of failures, by the one who can do something about them. */
public enum ErrorCategory {
  /** The request is wrong; the same request fails again. */
  USER,
  /** The request names something that is not there. */
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
