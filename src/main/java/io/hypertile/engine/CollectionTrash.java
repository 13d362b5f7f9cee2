package io.hypertile.engine;

import io.hypertile.schema.CollectionName;
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
        public Optional<CollectionName> restore(String id) {
          return Optional.empty();
        }

        @Override
        public boolean purge(String id) {
          return false;
        }

        @Override
        public long bytes(Removal removal) {
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
   * Puts a collection back in its place with all that it held.
   *
   * @return its name; empty if the trash has nothing of the id
   * @throws io.hypertile.error.ServiceException {@code already-exists} if the name is in use
   */
  Optional<CollectionName> restore(String id);

  /** Removes a collection for good; false if the trash has nothing of the id. */
  boolean purge(String id);

  /** Bytes of what is kept of a collection, by a walk over its files. */
  long bytes(Removal removal);
}
