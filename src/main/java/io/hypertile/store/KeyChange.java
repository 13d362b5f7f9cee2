package io.hypertile.store;

import java.util.Optional;
import java.util.Set;

/** A change of one object in a commit, or of all below a key. */
public sealed interface KeyChange {
  /** The object. */
  StoreKey key();

  /**
   * It is put in place of what there is.
   *
   * @param body its bytes
   * @param note a few bytes that are kept beside it by {@link SharedRevisions} which have room for
   *     notes, and passed over by all others; not to be changed
   */
  record Put(StoreKey key, StagedObject body, Optional<byte[]> note) implements KeyChange {
    /** An object without a note. */
    public Put(StoreKey key, StagedObject body) {
      this(key, body, Optional.empty());
    }
  }

  /** It is removed, if it is there. */
  record Remove(StoreKey key) implements KeyChange {}

  /**
   * It is removed, and all objects below it, before the other changes of the commit are made. For
   * {@link SharedRevisions} alone.
   *
   * @param kept objects below it that stay as they are, for {@link PlaceRevisions} alone
   */
  record RemoveAll(StoreKey key, Set<StoreKey> kept) implements KeyChange {
    /** Copies the set. */
    public RemoveAll {
      kept = Set.copyOf(kept);
    }

    /** It goes with all objects below it. */
    public RemoveAll(StoreKey key) {
      this(key, Set.of());
    }
  }
}
