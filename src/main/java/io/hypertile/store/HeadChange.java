package io.hypertile.store;

import java.util.List;
import java.util.Optional;

/**
 * Changes of what belongs to one head, made for one state of it.
 *
 * @param head the object whose version stands for the others
 * @param base version of the head that they were made for; empty if there was no head
 * @param changes of objects beside and below it, and of the head itself; none where it is only to
 *     be in that state
 */
public record HeadChange(StoreKey head, Optional<ObjectVersion> base, List<KeyChange> changes) {
  /** Copies the list. */
  public HeadChange {
    changes = List.copyOf(changes);
  }

  /** Whether the head itself is put or removed. */
  public boolean isOfHead() {
    return changes.stream().anyMatch(change -> change.key().equals(head));
  }
}
