package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.Item;
import io.hypertile.dataset.segment.ItemCursor;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Indexes of segments that follow each other, put together to the one index that says the same. For
 * one thread.
 */
final class IndexComposition {
  private final Map<String, Composed> datasets = new LinkedHashMap<>();

  /** Words of several indexes on a dataset. */
  static final class Composed {
    private final String name;
    private final int row;
    private final TreeMap<byte[], ItemValue> items = new TreeMap<>(Arrays::compareUnsigned);

    private Composed(String name, int row) {
      this.name = name;
      this.row = row;
    }

    String name() {
      return name;
    }

    int row() {
      return row;
    }

    TreeMap<byte[], ItemValue> items() {
      return items;
    }

    /** The items in ascending order. */
    List<Item> list() {
      List<Item> list = new ArrayList<>(items.size());
      items.forEach((key, value) -> list.add(new Item(key, value)));
      return list;
    }

    private void add(byte[] key, ItemValue value) {
      if (ItemKey.kind(key) != ItemKey.Kind.CHANGE) {
        items.put(key, value);
        return;
      }
      int array = ItemKey.array(key);
      boolean wasHiding = isHiding(items.get(key));
      if (isHiding(value)) {
        items.keySet().removeIf(each -> array == 0 || ItemKey.array(each) == array);
      }
      items.put(
          key,
          value instanceof ItemValue.Changed changed && wasHiding
              ? new ItemValue.Changed(changed.epoch(), true)
              : value);
    }

    private static boolean isHiding(@Nullable ItemValue value) {
      return value instanceof ItemValue.Removed
          || value instanceof ItemValue.Changed changed && changed.isFresh();
    }

    /** Leaves out what only hides older segments, of which there are none. */
    void forgetOlder() {
      items
          .entrySet()
          .removeIf(item ->
              item.getValue() instanceof ItemValue.Removed
                  && !Arrays.equals(item.getKey(), ItemKey.change(0)));
      items.replaceAll((key, value) ->
          value instanceof ItemValue.Changed changed
              ? new ItemValue.Changed(changed.epoch(), false)
              : value);
    }
  }

  /** Takes a dataset of the next index. */
  Composed add(int row, byte[] name, byte[] items) {
    String text = new String(name, StandardCharsets.UTF_8);
    Composed dataset = datasets.computeIfAbsent(text, same -> new Composed(text, row));
    ItemCursor cursor = new ItemCursor().reset(items);
    while (cursor.next()) {
      Item item = cursor.item();
      dataset.add(item.key(), item.value());
    }
    return dataset;
  }

  /** All datasets. */
  Iterable<Composed> datasets() {
    return datasets.values();
  }
}
