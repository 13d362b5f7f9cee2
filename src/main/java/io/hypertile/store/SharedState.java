package io.hypertile.store;

import java.util.List;
import java.util.Optional;

/**
 * A state of all objects of one place, with the names one level below it. Names have rows: ordinals
 * in the order in which they came to be, which a name that goes and comes again has again.
 */
public interface SharedState extends Revision {
  /** Number of the state; greater after every change. */
  long epoch();

  /** Names that are there. */
  long count();

  /** Rows in use, those of names that are gone included. */
  long rows();

  /** The row of a name; empty if it is not there. */
  Optional<Long> row(String name);

  /**
   * Gives names in the order of their rows.
   *
   * @param afterRow only rows greater than this one; -1 for all
   * @param limit most names that are given
   */
  void forEach(long afterRow, long limit, NameReader reader);

  /** Takes names. */
  @FunctionalInterface
  interface NameReader {
    void take(long row, String name);
  }

  /**
   * Names that begin with a text, in the order of {@link String#compareTo}.
   *
   * @param after only names greater than this one
   * @param limit most names that are given
   */
  List<String> names(String prefix, Optional<String> after, int limit);

  /**
   * Name of the bytes of an object. Objects of one name have the same bytes, whatever their keys
   * are, and whatever is changed.
   *
   * @param place where the bytes lie, which is never written again
   * @param offset first of them
   * @param length number of them
   */
  record ContentName(String place, long offset, long length) {}

  /** Name of the bytes of an object; empty if there is no such object, or nothing names them. */
  default Optional<ContentName> content(StoreKey key) {
    return Optional.empty();
  }

  /** The note that was put with an object; empty if there is none. */
  Optional<byte[]> note(StoreKey key);
}
