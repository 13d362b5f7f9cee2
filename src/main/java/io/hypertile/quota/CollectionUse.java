package io.hypertile.quota;

import java.time.Instant;
import java.util.Optional;

/**
 * The use of a collection: the last count, and what was let in since. Guarded by its owner's lock.
 */
final class CollectionUse {
  /** Counts that follow each other closely may take this part of the time. */
  private static final long REST = 10;

  private final String name;

  /** Changes that were let in since the present count began. */
  private Amount next = Amount.NONE;

  private Amount counted;
  private Amount since = Amount.NONE;
  private Amount underWay = Amount.NONE;
  private Optional<Instant> time = Optional.empty();
  private long changes = 1;
  private long countedChanges;
  private long began;
  private long earliest;
  private boolean counting;
  private boolean isKnown;

  /**
   * A collection that is to be counted.
   *
   * @param stored use that an earlier process knew; empty if it knew none
   */
  CollectionUse(String name, Optional<Amount> stored, long nanoTime) {
    this.name = name;
    this.counted = stored.orElse(Amount.NONE);
    this.isKnown = stored.isPresent();
    this.earliest = nanoTime;
    this.began = nanoTime;
  }

  String name() {
    return name;
  }

  /** The most that it holds, unless changes add more than they announced. */
  Amount use() {
    return counted.plus(since);
  }

  /** The time of the count; empty before the first of this process. */
  Optional<Instant> time() {
    return time;
  }

  /** Whether it was ever counted, by this process or an earlier one. */
  boolean isKnown() {
    return isKnown;
  }

  /** Whether it may have changed since the last count began. */
  boolean isStale() {
    return changes != countedChanges;
  }

  void add(Amount more) {
    since = since.plus(more);
    next = next.plus(more);
    underWay = underWay.plus(more);
  }

  /**
   * A change has ended.
   *
   * @param all what it had added
   * @param made whether it may have changed anything
   */
  void end(Amount all, boolean made) {
    underWay = underWay.minus(all);
    if (made) {
      changes++;
    } else {
      since = since.minus(all);
      next = next.minus(all);
    }
  }

  /** Notes a change that adds nothing. */
  void changed() {
    changes++;
  }

  /** Whether it may be counted now: not at once again after a count that took long. */
  boolean isCountable(long nanoTime) {
    return !counting && nanoTime - earliest >= 0;
  }

  /** Nanoseconds until it may be counted. */
  long rest(long nanoTime) {
    return Math.max(0, earliest - nanoTime);
  }

  /** A count begins, which sees what was made before, and perhaps what is under way. */
  void begin(long nanoTime) {
    counting = true;
    began = nanoTime;
    countedChanges = changes;
    next = underWay;
  }

  /** The count has ended. */
  void found(Amount found, Instant now, long nanoTime) {
    counted = found;
    since = next;
    time = Optional.of(now);
    isKnown = true;
    rest(nanoTime, REST * (nanoTime - began));
  }

  /** The count has failed, and what was known stays. */
  void failed(long nanoTime, long pause) {
    changes++;
    rest(nanoTime, pause);
  }

  private void rest(long nanoTime, long pause) {
    counting = false;
    earliest = nanoTime + pause;
  }

  /** Nanoseconds since the last count began. */
  long age(long nanoTime) {
    return nanoTime - began;
  }
}
