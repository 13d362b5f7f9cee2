package io.hypertile.store.layer;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Figures of the calls to a store since it was made.
 *
 * @param calls by operation; every one has an entry
 * @param active calls under way
 * @param refusedPuts puts whose condition did not hold
 * @param unknownPuts puts without an answer
 */
public record StoreStatistics(
    Map<Operation, Calls> calls, int active, long refusedPuts, long unknownPuts) {
  /** Figures before the first call. */
  public static final StoreStatistics NONE =
      new StoreStatistics(
          Arrays.stream(Operation.values())
              .collect(Collectors.toMap(each -> each, each -> new Calls(0, 0, 0, 0))),
          0,
          0,
          0);

  /** Copies the map. */
  public StoreStatistics {
    calls = Map.copyOf(calls);
  }

  /** Operations of a store. */
  public enum Operation {
    FIND,
    LOAD,
    READ,
    PUT,
    DELETE,
    LIST
  }

  /**
   * Calls of one operation.
   *
   * @param ended number that have ended, with or without success
   * @param failed number of these that have failed; for deletions, those that left a key
   * @param nanos nanoseconds that they took together
   * @param bytes bytes of objects that they carried with success
   */
  public record Calls(long ended, long failed, long nanos, long bytes) {}
}
