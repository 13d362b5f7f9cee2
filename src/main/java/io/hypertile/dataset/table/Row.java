package io.hypertile.dataset.table;

import io.hypertile.dataset.segment.ItemCursor;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Items of one dataset, packed in pages of ascending items; a change copies the pages that it
 * touches. Immutable.
 */
public final class Row {
  /** A dataset of nothing. */
  static final Row EMPTY = new Row(new byte[0][]);

  private static final byte[] DOCUMENT = ItemKey.document(0);

  private final byte[][] pages;

  Row(byte[][] pages) {
    this.pages = pages;
  }

  /** A row of one page. */
  static Row of(byte[] items) {
    return new Row(new byte[][] {items});
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return pages.length == 0;
  }

  /** Bytes of the pages. */
  public long bytes() {
    return Arrays.stream(pages).mapToLong(page -> page.length).sum();
  }

  int pageCount() {
    return pages.length;
  }

  byte[] page(int number) {
    return pages[number];
  }

  /** Whether there is a document of the dataset itself. */
  public boolean isDataset() {
    return findDataset(new ItemCursor());
  }

  /** Puts a cursor at the item of a key; false if there is none. */
  public boolean find(byte[] key, ItemCursor cursor) {
    int page = pageOf(key, cursor);
    if (page < 0) {
      return false;
    }
    cursor.reset(pages[page]);
    while (cursor.next()) {
      int order = cursor.compareKey(key);
      if (order >= 0) {
        return order == 0;
      }
    }
    return false;
  }

  /**
   * Puts a cursor at the item of a key, as {@link #find} does, on from where it stands.
   *
   * @param cursor was put at the item of a smaller key of this row
   */
  public boolean findNext(byte[] key, ItemCursor cursor) {
    if (pages.length != 1) {
      return find(key, cursor);
    }
    do {
      int order = cursor.compareKey(key);
      if (order >= 0) {
        return order == 0;
      }
    } while (cursor.next());
    return false;
  }

  /** Puts a cursor at the document of the dataset itself; false if the row has no document. */
  public boolean findDataset(ItemCursor cursor) {
    return !isEmpty() && find(DOCUMENT, cursor);
  }

  /** The last page that begins with the key or one before it; -1 if there is none. */
  int pageOf(byte[] key, ItemCursor cursor) {
    int low = 0;
    int high = pages.length - 1;
    if (high == 0) {
      return 0;
    }
    while (low <= high) {
      int middle = (low + high) >>> 1;
      cursor.reset(pages[middle]).next();
      if (cursor.compareKey(key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /** Place of an object; empty if there is none. */
  public Optional<ItemValue.Place> place(byte[] key) {
    ItemCursor cursor = new ItemCursor();
    return find(key, cursor) && cursor.value() instanceof ItemValue.Place place
        ? Optional.of(place)
        : Optional.empty();
  }

  /** State of the last change of an array, or of the dataset itself; -1 if there is none. */
  public long changed(int array) {
    ItemCursor cursor = new ItemCursor();
    return find(ItemKey.change(array), cursor) ? cursor.epoch() : -1;
  }

  /** Looks at an item where a cursor stands. */
  @FunctionalInterface
  public interface Visitor {
    /** Whether to show the next one. */
    boolean visit(ItemCursor item);
  }

  /**
   * Shows items in ascending order.
   *
   * @param from key to begin with, or behind; null for the first
   */
  public void forEach(byte @Nullable [] from, Visitor visitor) {
    ItemCursor cursor = new ItemCursor();
    int first = from == null ? 0 : Math.max(0, pageOf(from, cursor));
    for (int page = first; page < pages.length; page++) {
      cursor.reset(pages[page]);
      while (cursor.next()) {
        boolean isBefore = from != null && page == first && cursor.compareKey(from) < 0;
        if (!isBefore && !visitor.visit(cursor)) {
          return;
        }
      }
    }
  }
}
