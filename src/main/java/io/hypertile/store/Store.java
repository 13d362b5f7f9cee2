package io.hypertile.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Bytes by key. An object is put and replaced whole: a reader sees all of one state of it or all of
 * another, also when the writer dies in between. An object is durable when its put returns, as far
 * as the store keeps anything, and seen by every reader and listing that begins after that.
 *
 * <p>Construction does no I/O: a store that is down can be made, and {@link #check} says so. All
 * methods may be called by any thread at any time, block, and need no thread of their own. They
 * throw {@link StoreException} when the store does not answer or refuses; absence is a value and
 * never an exception. A store that is closed throws {@link IllegalStateException}.
 */
public interface Store extends ReadableObjects, AutoCloseable {
  /** Name of the store in the settings, for messages. */
  String name();

  /**
   * Puts an object in place of what there is.
   *
   * <p>Under a condition no implementation tries again by itself, as the first try may have
   * succeeded; it answers {@link PutResult.Unknown} when it cannot tell.
   *
   * @param condition the condition
   * @throws UnsupportedOperationException if stores of its kind, or with its settings, cannot write
   * @throws StoreException also if the store was found unfit to be written; says what was found
   */
  PutResult put(StoreKey key, ObjectBody body, Condition condition);

  /**
   * Puts several objects, in no order and not as one, as {@link #put} does. A store may make them
   * durable together.
   *
   * @param objects of keys that differ
   * @return what became of each, in their order
   * @throws StoreException also if some were put and others cannot be
   */
  default List<PutResult> putAll(List<NewObject> objects, Condition condition) {
    return SideBySide.each(objects, object -> put(object.key(), object.body(), condition));
  }

  /**
   * Deletes objects, in no order and not as one. An absent object counts as deleted.
   *
   * @throws UnsupportedOperationException if the store cannot write
   */
  DeleteResult delete(Collection<StoreKey> keys);

  /**
   * Lists objects in ascending order of the bytes of their keys. An object that is there from
   * before the first page to after the last is in exactly one page; others may be in one or in
   * none.
   *
   * @param after the mark of the page before; empty for the first page
   * @param limit most objects and prefixes of the page, 1 to 1,000
   * @throws UnsupportedOperationException if the store cannot list
   */
  KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth);

  /**
   * Lists all objects page by page, as {@link #list} does.
   *
   * @param reader gets each page before the next one is asked for
   */
  default void listAll(StorePrefix prefix, Depth depth, Consumer<KeyPage> reader) {
    Optional<ListMark> next = Optional.empty();
    do {
      KeyPage page = list(prefix, next, KeyPage.MOST, depth);
      reader.accept(page);
      next = page.next();
    } while (next.isPresent());
  }

  /** Keys of all objects below a place, in order, in a list that the caller may change. */
  default List<StoreKey> keysBelow(StorePrefix place) {
    List<StoreKey> keys = new ArrayList<>();
    listAll(place, Depth.ALL, page -> page.objects().forEach(object -> keys.add(object.key())));
    return keys;
  }

  /** The abilities of the store; asks it at the first call. */
  Capabilities capabilities();

  /**
   * Whether old answers are given to requests that have leave for them while the store is down, so
   * that these are to ask it all the same.
   */
  default boolean keepsAnswers() {
    return false;
  }

  /** Whether a call would succeed now. Takes seconds at most, and throws nothing. */
  CheckResult check();

  /** Gives up connections and threads. Objects stay. */
  @Override
  void close();
}
