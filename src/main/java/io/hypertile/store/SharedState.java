package io.hypertile.store;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A state of all objects of one place, with the names one level below it. Names have rows: ordinals
 * in the order in which they came to be, which a name that goes and comes again has again.
 */
public interface SharedState extends Revision {
  /** Number of the state; greater after every change. */
  long epoch();

  /**
   * Number that states share in which all is the same, and that no other state of this process has;
   * empty where states cannot be told apart.
   */
  default OptionalLong stamp() {
    return OptionalLong.empty();
  }

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

  /**
   * Rows of a state as its index knows them: no object is read. Rows lie in runs of {@link #RUN},
   * and what is made of a run counts as long as its objects are the same. Thread-safe while the
   * state is open.
   */
  interface NotedRows {
    /** Rows of a run. */
    int RUN = 256;

    /** Rows in use, those of names that are gone included. */
    long rows();

    /**
     * Stands for the names of all rows: states with the same object have the same name in a row.
     */
    Object numbering();

    /**
     * Stands for all that is known of a run: the same object as long as nothing of it is changed.
     */
    Object run(int number);

    /** Whether there is something in a row. */
    boolean isThere(long row);

    /** The name of a row; empty if it is gone. */
    Optional<String> name(long row);

    /** The row of a name; -1 if it is not there. */
    long row(String name);

    /**
     * Number of the state in which a group or an array was changed last; -1 if it is not there.
     * Equal numbers in a row of the same numbering mean the same document and the same objects.
     *
     * @param array name of the array; empty for the group of the row
     */
    long changed(long row, String array);

    /** Version of a group or an array that was changed last in a state. */
    ObjectVersion version(long changed);

    /** Name of the bytes of a document; empty if it does not exist. */
    Optional<ContentName> document(long row, String array);

    /**
     * Gives the notes of all objects of an array but its document, in any order.
     *
     * @return false if an object has no note
     */
    boolean notes(long row, String array, Consumer<byte[]> reader);
  }

  /** The rows as the index knows them; empty where there is no index. */
  default Optional<NotedRows> noted() {
    return Optional.empty();
  }

  /** The note that was put with an object; empty if it was put without a note. */
  Optional<byte[]> note(StoreKey key);
}
