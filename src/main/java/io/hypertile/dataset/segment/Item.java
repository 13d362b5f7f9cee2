package io.hypertile.dataset.segment;

import java.util.Arrays;

/**
 * Knowledge of one object of a dataset.
 *
 * @param key as {@link ItemKey} makes it; must not be changed
 * @param value the place of the object, or that it is gone
 */
public record Item(byte[] key, ItemValue value) implements Comparable<Item> {
  @Override
  public int compareTo(Item other) {
    return Arrays.compareUnsigned(key, other.key);
  }
}
