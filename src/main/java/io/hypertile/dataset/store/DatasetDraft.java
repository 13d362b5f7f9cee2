package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.Item;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.table.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Changes of one dataset in a commit that is being made. For one thread. */
final class DatasetDraft {
  private final String name;
  private final int row;
  private final Row before;
  private final long epoch;
  private final TreeMap<byte[], ItemValue> items = new TreeMap<>(Arrays::compareUnsigned);

  /** Arrays of which nothing older is left; with 0 the dataset. */
  private final Set<Integer> fresh = new HashSet<>();

  private final Set<Integer> filled = new HashSet<>();

  /**
   * No changes.
   *
   * @param row ordinal; -1 for what lies beside the datasets
   * @param epoch of the state after the commit
   */
  DatasetDraft(String name, int row, Row before, long epoch) {
    this.name = name;
    this.row = row;
    this.before = before;
    this.epoch = epoch;
  }

  String name() {
    return name;
  }

  int row() {
    return row;
  }

  Row before() {
    return before;
  }

  /** Arrays of which objects are put, with 0 for the dataset's own. */
  Set<Integer> filled() {
    return filled;
  }

  boolean isPut(byte[] key) {
    return items.get(key) instanceof ItemValue.Place;
  }

  /** Says that a dataset or an array changes. */
  void touch(int array) {
    set(0);
    if (array != 0) {
      set(array);
    }
  }

  private void set(int array) {
    boolean isHiding = fresh.contains(array) && (array == 0 || !fresh.contains(0));
    items.put(ItemKey.change(array), new ItemValue.Changed(epoch, isHiding));
  }

  void put(byte[] key, ItemValue.Place place) {
    int array = ItemKey.array(key);
    filled.add(array);
    touch(array);
    items.put(key, place);
  }

  void remove(byte[] key) {
    boolean isThere = before.place(key).isPresent() && !isHidden(ItemKey.array(key));
    if (isThere) {
      items.put(key, new ItemValue.Removed());
    } else {
      items.remove(key);
    }
    if (isThere) {
      touch(ItemKey.array(key));
    }
  }

  private boolean isHidden(int array) {
    return fresh.contains(0) || fresh.contains(array);
  }

  /** Removes all of an array, or with 0 all of the dataset. */
  void removeAll(int array) {
    items.keySet().removeIf(key -> array == 0 || ItemKey.array(key) == array);
    fresh.add(array);
    boolean isThere = array == 0 ? !before.isEmpty() : before.changed(array) >= 0;
    if (!isThere || isHidden(0) && array != 0) {
      return;
    }
    if (array != 0) {
      touch(0);
    }
    items.put(ItemKey.change(array), new ItemValue.Removed());
  }

  /** Removes the objects of an array whose names are one or below it. */
  void removeBelow(int array, String object) {
    before.forEach(
        ItemKey.object(array, object),
        item -> {
          boolean isOfArray = item.kind() == ItemKey.Kind.OBJECT && item.array() == array;
          String name = isOfArray ? item.name() : "";
          boolean isMeant = name.equals(object) || name.startsWith(object + "/");
          if (isMeant) {
            remove(ItemKey.object(array, name));
          }
          return isOfArray && name.startsWith(object);
        });
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /**
   * The changes in ascending order, with what is left of nodes without objects gone as well.
   *
   * @param changed what is left of the dataset after the changes that were made so far
   */
  List<Item> items(Row changed) {
    Set<Integer> left = new HashSet<>();
    changed.forEach(
        null,
        item -> {
          if (item.kind() != ItemKey.Kind.CHANGE) {
            left.add(item.array());
          }
          return true;
        });
    if (left.isEmpty()) {
      items.clear();
      if (!before.isEmpty()) {
        items.put(ItemKey.change(0), new ItemValue.Removed());
      }
    } else {
      changed.forEach(
          null,
          item -> {
            boolean isNode = item.kind() == ItemKey.Kind.CHANGE;
            if (isNode && item.array() != 0 && !left.contains(item.array())) {
              items.put(ItemKey.change(item.array()), new ItemValue.Removed());
            }
            return isNode;
          });
    }
    return items();
  }

  /** The changes in ascending order. */
  List<Item> items() {
    List<Item> all = new ArrayList<>(items.size());
    items.forEach((key, value) -> all.add(new Item(key, value)));
    return all;
  }

  /** Whether objects or all of a node are removed. */
  boolean isRemoving() {
    return !fresh.isEmpty()
        || items.values().stream().anyMatch(ItemValue.Removed.class::isInstance);
  }
}
