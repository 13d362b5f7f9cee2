package io.hypertile.engine;

import io.hypertile.schema.Placement;
import io.hypertile.schema.Removal;
import java.util.List;
import java.util.Optional;

/**
 * Removed collections that can be brought back. Nothing of them is seen as a collection: no list,
 * check, size or reader has them. Thread-safe. Every change is atomic and durable when the call
 * returns: after a crash a collection is in its place or in the trash, whole.
 */
public interface CollectionTrash {
  /** A trash that keeps nothing. */
  CollectionTrash NONE =
      new CollectionTrash() {
        @Override
        public List<Kept> list() {
          return List.of();
        }

        @Override
        public boolean restore(Kept kept) {
          return false;
        }

        @Override
        public boolean purge(Kept kept) {
          return false;
        }

        @Override
        public long bytes(Kept kept) {
          return 0;
        }
      };

  /**
   * A removed collection.
   *
   * @param removal what it was, and when it went
   * @param placement of the storage that has it
   */
  record Kept(Removal removal, Placement placement) {}

  /** All that is kept, in no order. */
  List<Kept> list();

  /**
   * The removed collection of an id.
   *
   * @param id any text
   */
  default Optional<Kept> find(String id) {
    return list().stream().filter(kept -> kept.removal().id().equals(id)).findFirst();
  }

  /**
   * Puts a collection back in its place with all that it held.
   *
   * @return false if it is not kept any more
   * @throws io.hypertile.error.ServiceException {@code already-exists} if the name is in use
   */
  boolean restore(Kept kept);

  /** Removes a collection for good; false if it is not kept any more. */
  boolean purge(Kept kept);

  /** Bytes of what is kept of a collection, by a walk over its files. */
  long bytes(Kept kept);
}
