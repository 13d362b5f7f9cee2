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
    return isRemoved() || changes.stream().anyMatch(change -> change.key().equals(head));
  }

  /** Whether the head is not there when the changes are made. */
  public boolean isRemoved() {
    return changes.stream().anyMatch(this::removesHead)
        && changes.stream()
            .noneMatch(change -> change instanceof KeyChange.Put && change.key().equals(head));
  }

  private boolean removesHead(KeyChange change) {
    return switch (change) {
      case KeyChange.Put put -> false;
      case KeyChange.Remove remove -> remove.key().equals(head);
      case KeyChange.RemoveAll all -> all.key().equals(head) || head.isBelow(all.key().asPrefix());
    };
  }
}
