package io.hypertile.store.commit;

import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks the plain objects below a prefix that no state says anything else of, in the order of their
 * keys. A prefix one segment down stands as one object below it. For one thread.
 */
final class PlainObjects {
  private static final int PAGE = 1_000;

  private final Store store;
  private final Places places;
  private final StorePrefix prefix;
  private final Depth depth;
  private final Deque<StoredObject> page = new ArrayDeque<>();

  /** Mark of the page being walked, and of the one behind it. */
  private Optional<ListMark> mark;

  private Optional<ListMark> next;
  private boolean isRead;

  /**
   * Begins to walk.
   *
   * @param mark where to begin; empty for the first
   */
  PlainObjects(
      Store store, Places places, StorePrefix prefix, Depth depth, Optional<ListMark> mark) {
    this.store = store;
    this.places = places;
    this.prefix = prefix;
    this.depth = depth;
    this.mark = mark;
    this.next = mark;
  }

  /** Mark from which on all are found that were not taken. */
  Optional<ListMark> mark() {
    return mark;
  }

  /** The next object; null behind the last. */
  @Nullable StoredObject next() {
    while (page.isEmpty() && (!isRead || next.isPresent())) {
      mark = next;
      read(store.list(prefix, mark, PAGE, depth));
    }
    return page.peek();
  }

  /** Takes the next object. */
  StoredObject remove() {
    if (next() == null) {
      throw new NoSuchElementException();
    }
    return page.remove();
  }

  /** Takes the next page, which was read already. */
  void read(KeyPage found) {
    isRead = true;
    next = found.next();
    List<StoredObject> entries = new ArrayList<>();
    for (StoredObject object : found.objects()) {
      StoredObject shown = places.shown(object);
      if (shown != null) {
        entries.add(shown);
      }
    }
    for (StorePrefix child : found.prefixes()) {
      boolean isAdded = child.equals(Names.PRIVATE) || places.listed().contains(child);
      if (!isAdded && isShown(child)) {
        entries.add(Places.standIn(child));
      }
    }
    entries.sort((one, other) -> one.key().compareTo(other.key()));
    page.addAll(entries);
  }

  private boolean isShown(StorePrefix child) {
    return !places.mayHold(child)
        || new PlainObjects(store, places, child, Depth.ALL, Optional.empty()).next() != null;
  }
}
