package io.hypertile.engine;

import io.hypertile.schema.Placement;
import io.hypertile.schema.Removal;
import java.util.List;
import java.util.Optional;

/**
 * Removed collections, and arrays that were removed from one together, that can be brought back.
 * Nothing of them is seen elsewhere: no list, check, size or reader has them. Thread-safe. Every
 * change is atomic and durable when the call returns: after a crash all of a removal is in its
 * place or in the trash. Arrays that move one after the other, in a store over a network, are an
 * exception: each is whole in one of the two, and the next call moves the rest.
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

        @Override
        public long arrays(Kept kept) {
          return 0;
        }
      };

  /**
   * A removal that is kept.
   *
   * @param removal what it was, and when it went
   * @param placement of the storage that has it
   */
  record Kept(Removal removal, Placement placement) {}

  /** All that is kept, in no order. */
  List<Kept> list();

  /**
   * The removal of an id, as far as it is kept.
   *
   * @param id any text
   */
  default Optional<Kept> find(String id) {
    return list().stream().filter(kept -> kept.removal().id().equals(id)).findFirst();
  }

  /**
   * Puts a collection back in its place with all that it held, or arrays into their collection
   * beside those that came since.
   *
   * @return false if it is not kept any more
   * @throws io.hypertile.error.ServiceException {@code already-exists} if the name, or the id or
   *     key of an array, is in use; for arrays {@code collection-not-found} without their
   *     collection, {@code wrong-kind} if that has another schema by now
   */
  boolean restore(Kept kept);

  /** Removes what is kept for good; false if it is not kept any more. */
  boolean purge(Kept kept);

  /** Bytes of what is kept of a removal, by a walk over its files. */
  long bytes(Kept kept);

  /**
   * Number of the arrays, datasets or partitions of a removal, by a look at all of them; 0 for a
   * view, and for what cannot be counted.
   */
  long arrays(Kept kept);
}
