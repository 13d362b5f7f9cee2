package io.hypertile.route;

import java.util.Locale;

/** Purpose of a request, for the figures of operators: a few words, and no names from clients. */
public enum RequestKind {
  /** Cells, or what an answer with them would be. */
  READ,
  /** Cells to be kept. */
  WRITE,
  /** Cells set back, or all arrays of a collection deleted. */
  CLEAR,
  /** Collections, arrays or tiles, page by page. */
  LIST,
  /** One collection or array, or what a slice covers. */
  SHOW,
  /** A new collection, or new arrays. */
  CREATE,
  /** New attributes of an array. */
  UPDATE,
  /** A collection or an array that goes. */
  DELETE,
  /** Checks, sizes and locks. */
  UPKEEP,
  /** Addresses that nothing is at, and methods that an address does not take. */
  OTHER;

  /** The word for it in figures. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
