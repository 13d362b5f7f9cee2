package io.hypertile.dataset.table;

import io.hypertile.dataset.segment.Item;
import io.hypertile.dataset.segment.ItemCursor;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemPage;
import io.hypertile.dataset.segment.ItemValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A row being changed. For one thread. */
final class RowChange {
  /** Bytes from which on a page is ended. */
  static final int PAGE_BYTES = 8 << 10;

  private final Row row;
  private final List<Item> changes;
  private final List<byte[]> pages = new ArrayList<>();
  private final ItemPage page = new ItemPage();
  private final ItemCursor cursor = new ItemCursor();

  /** Arrays of which nothing older is left; with 0 the dataset. */
  private final Set<Integer> hidden = new HashSet<>();

  RowChange(Row row, List<Item> changes) {
    this.row = row;
    this.changes = changes;
    for (Item item : changes) {
      if (ItemKey.kind(item.key()) == ItemKey.Kind.CHANGE && isHiding(item.value())) {
        hidden.add(ItemKey.array(item.key()));
      }
    }
  }

  private static boolean isHiding(ItemValue value) {
    return switch (value) {
      case ItemValue.Changed changed -> changed.isFresh();
      case ItemValue.Removed removed -> true;
      case ItemValue.Place place -> false;
    };
  }

  Row make() {
    int next = 0;
    if (hidden.contains(0) || row.isEmpty()) {
      next = merge(new byte[0], 0, changes.size());
    } else {
      for (int number = 0; number < row.pageCount(); number++) {
        int stop = number + 1 == row.pageCount() ? changes.size() : before(number + 1, next);
        if (stop == next && hidden.isEmpty()) {
          endPage();
          pages.add(row.page(number));
        } else {
          next = merge(row.page(number), next, stop);
        }
      }
    }
    endPage();
    return pages.isEmpty() ? Row.EMPTY : new Row(pages.toArray(byte[][]::new));
  }

  /** Number of the first change that does not come before a page. */
  private int before(int number, int from) {
    cursor.reset(row.page(number)).next();
    int at = from;
    while (at < changes.size() && cursor.compareKey(changes.get(at).key()) > 0) {
      at++;
    }
    return at;
  }

  private int merge(byte[] old, int start, int stop) {
    int at = start;
    cursor.reset(old);
    while (cursor.next()) {
      int order = -1;
      while (at < stop && (order = cursor.compareKey(changes.get(at).key())) > 0) {
        add(changes.get(at++));
      }
      boolean isReplaced = at < stop && order == 0;
      if (!isReplaced && !hidden.contains(cursor.array())) {
        add(cursor.item());
      }
    }
    while (at < stop) {
      add(changes.get(at++));
    }
    return at;
  }

  private void add(Item item) {
    switch (item.value()) {
      case ItemValue.Removed removed -> {}
      case ItemValue.Changed changed ->
          page.add(new Item(item.key(), new ItemValue.Changed(changed.epoch(), false)));
      case ItemValue.Place place -> page.add(item);
    }
    if (page.size() >= PAGE_BYTES) {
      endPage();
    }
  }

  private void endPage() {
    if (page.size() > 0) {
      pages.add(page.take());
    }
  }
}
