package io.hypertile.route;

/** Rights of a caller. Each scope includes those before it. */
public enum Scope {
  /** See collections and arrays, and read cells. */
  READ,
  /** Create collections and arrays, write cells and attributes, delete arrays. */
  WRITE,
  /**
   * Clear and delete collections, put links right, see and clear locks, read what the server tells
   * of itself.
   */
  ADMIN;

  /** Whether this scope is enough for what asks for the other. */
  public boolean covers(Scope needed) {
    return compareTo(needed) >= 0;
  }
}
