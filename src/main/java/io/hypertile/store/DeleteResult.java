package io.hypertile.store;

import java.util.Map;

/**
 * Outcome of deleting objects.
 *
 * @param failed keys of objects that may still be there, each with what went wrong, for the log;
 *     empty when all are gone
 */
public record DeleteResult(Map<StoreKey, Exception> failed) {
  /** All objects are gone. */
  public static final DeleteResult ALL_GONE = new DeleteResult(Map.of());

  /** Copies the map. */
  public DeleteResult {
    failed = Map.copyOf(failed);
  }
}
