package io.hypertile.catalog;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The index of arrays by their attributes. Files and links are the truth; a caller that changes
 * them tells the index afterwards. A collection is current when every array that was there before
 * the last rebuild, and every change told since, is in the index. Thread-safe.
 *
 * <p>No method throws because the index is broken: a change that cannot be noted makes the
 * collection stale, and a question that cannot be answered is answered with empty.
 */
public interface ArrayCatalog extends AutoCloseable {
  /**
   * A stretch of arrays in their order.
   *
   * @param entries at most as many as were asked for
   * @param more whether others may follow
   */
  record IndexPage(List<IndexEntry> entries, boolean more) {}

  /**
   * Headers of arrays whose ids follow one another.
   *
   * @param last the last id that was looked at, greater than all before it
   * @param headers headers of the arrays up to it and behind those of the page before
   * @param unreadable ids among these of the arrays whose headers cannot be read
   */
  record Scanned(ArrayId last, List<ArrayHeader> headers, List<ArrayId> unreadable) {}

  /** Notes a collection that was just made: it is empty and current, or stale if it was known. */
  void create(Collection collection);

  /** Notes arrays that were made or changed. */
  void put(Collection collection, List<ArrayHeader> headers);

  /** Notes arrays that are there and whose headers cannot be read. */
  void putUnreadable(Collection collection, List<ArrayId> ids);

  /** Notes that an array is gone. */
  void remove(Collection collection, ArrayId id);

  /** Forgets all arrays of a collection, which is stale afterwards. */
  default void clear(CollectionName name) {
    drop(name);
  }

  /** Forgets a collection. */
  void drop(CollectionName name);

  /** Whether the index of a collection is complete. */
  boolean isCurrent(Collection collection);

  /** Makes a collection stale, because the files say something else. */
  void invalidate(Collection collection);

  /** Number of arrays, also of unreadable ones; empty when the collection is not current. */
  OptionalLong count(Collection collection);

  /**
   * Arrays that a query means, in its order; empty when the collection is not current. An
   * unreadable one is among them unless its id tells that the filter does not mean it; it comes
   * last, by id, unless the order is one of ids.
   */
  Optional<IndexPage> find(Collection collection, CatalogQuery query);

  /**
   * Brings a collection up to date; it is current afterwards unless this threw, or the collection
   * was cleared, dropped or invalidated meanwhile. Changes noted meanwhile win over the headers.
   *
   * @param pages headers of all arrays in order of their ids, read while this runs, no older than
   *     its beginning; its exceptions are passed on
   */
  void rebuild(Collection collection, Iterator<Scanned> pages);

  /**
   * Takes the marks that were last kept with {@link #keepMarks}: what is noted from now on goes
   * beyond them. Empty if no marks were kept since they were last taken or the collection was last
   * emptied, or it is not current.
   */
  Optional<byte[]> takeMarks(Collection collection);

  /**
   * Keeps what a caller has compared a collection with, until that is emptied or the marks are
   * taken: every change up to then is in the index.
   */
  void keepMarks(Collection collection, byte[] marks);

  /** Leaves a mark that the index is complete, and closes it. */
  @Override
  void close();
}
