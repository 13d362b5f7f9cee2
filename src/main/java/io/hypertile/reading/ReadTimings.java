package io.hypertile.reading;

/**
 * Durations of the steps before the first byte of an answer.
 *
 * @param planNanos planning
 * @param openNanos opening the array, waiting for locks included
 * @param readNanos reading the first slab
 */
public record ReadTimings(long planNanos, long openNanos, long readNanos) {
  /** The same with more time for reading. */
  ReadTimings andReading(long nanos) {
    return new ReadTimings(planNanos, openNanos, readNanos + nanos);
  }
}
