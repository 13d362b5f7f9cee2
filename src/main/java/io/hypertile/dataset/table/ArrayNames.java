package io.hypertile.dataset.table;

import io.hypertile.dataset.segment.ItemKey;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Numbers of arrays by name, and names by number; 0 is none. Thread-safe. */
public final class ArrayNames {
  private final ConcurrentMap<String, Integer> numbers = new ConcurrentHashMap<>();
  private volatile String[] names = {""};
  private int count = 1;

  /** Number of a name; -1 if it has none. */
  public int find(String name) {
    return numbers.getOrDefault(name, -1);
  }

  /** Number of a name, which gets one where it has none. */
  public int add(String name) {
    Integer known = numbers.get(name);
    return known == null ? addNew(name) : known;
  }

  private synchronized int addNew(String name) {
    return numbers.computeIfAbsent(
        name,
        given -> {
          if (count > ItemKey.MOST_ARRAYS) {
            throw new IllegalStateException("too many names of arrays");
          }
          if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
          }
          names[count] = given;
          return count++;
        });
  }

  /** Name of a number. */
  public String name(int number) {
    return names[number];
  }
}
