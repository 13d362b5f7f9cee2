package io.hypertile.dataset.segment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Puts the index of a segment together. Places in it are of the segment itself, and numbers of
 * arrays those of a list in the index. For one thread.
 */
public final class IndexWriter {
  static final byte[] MAGIC = "HTINDEX1".getBytes(StandardCharsets.US_ASCII);

  private final IntFunction<String> arrayNames;
  private final Map<Integer, Integer> arrays = new LinkedHashMap<>();
  private final ItemPage page = new ItemPage();
  private final Packed datasets = new Packed(1 << 12);
  private int count;

  /**
   * An empty index.
   *
   * @param arrayNames of the numbers that arrays have in items
   */
  public IndexWriter(IntFunction<String> arrayNames) {
    this.arrayNames = arrayNames;
    arrays.put(0, 0);
  }

  /**
   * Adds a dataset.
   *
   * @param row its ordinal; -1 for what lies beside the datasets
   * @param items in ascending order
   */
  public void add(long row, byte[] name, List<Item> items) {
    datasets.putNumber(row + 1);
    datasets.putText(name);
    List<Item> own = new ArrayList<>(items.size());
    boolean isAscending = true;
    for (Item item : items) {
      int array = ItemKey.array(item.key());
      int local = arrays.computeIfAbsent(array, same -> arrays.size());
      isAscending &= local == array;
      byte[] key =
          local == array ? item.key() : ItemKey.withArray(item.key(), item.key().length, local);
      own.add(new Item(key, item.value()));
    }
    if (!isAscending) {
      own.sort(null);
    }
    own.forEach(page::add);
    datasets.putText(page.take());
    count++;
  }

  /**
   * The index.
   *
   * @param files of the segment
   */
  public byte[] toBytes(long files) {
    Packed index = new Packed(datasets.size() + 1_024);
    index.put(MAGIC, 0, MAGIC.length);
    index.putNumber(files);
    index.putNumber(arrays.size() - 1L);
    arrays.forEach((array, local) -> {
      if (array != 0) {
        index.putText(arrayNames.apply(array).getBytes(StandardCharsets.UTF_8));
      }
    });
    index.putNumber(count);
    byte[] all = datasets.toBytes();
    index.put(all, 0, all.length);
    return index.toBytes();
  }
}
