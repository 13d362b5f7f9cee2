package io.hypertile.dataset.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All datasets of a collection in one state. Rows lie in blocks, of which a change copies those
 * that it touches. Immutable, but for names, which all states share and which are only added.
 */
public final class Table {
  static final int BLOCK_LOG2 = 8;
  static final int BLOCK = 1 << BLOCK_LOG2;

  /** A block of which nothing is known; never changed. */
  static final Row[] EMPTY_BLOCK = new Row[BLOCK];

  static {
    Arrays.fill(EMPTY_BLOCK, Row.EMPTY);
  }

  private final Names names;
  private final ArrayNames arrays;
  private final Row[][] blocks;
  private final Row beside;
  private final int rows;
  private final int count;

  Table(Names names, ArrayNames arrays, Row[][] blocks, Row beside, Size size) {
    this.names = names;
    this.arrays = arrays;
    this.blocks = blocks;
    this.beside = beside;
    this.rows = size.rows();
    this.count = size.count();
  }

  /** Numbers of ordinals and of datasets. */
  record Size(int rows, int count) {}

  /** A table of nothing. */
  public static Table empty() {
    return new Table(new Names(), new ArrayNames(), new Row[0][], Row.EMPTY, new Size(0, 0));
  }

  /** A table of nothing that numbers arrays in the same way. */
  public Table cleared() {
    return new Table(new Names(), arrays, new Row[0][], Row.EMPTY, new Size(0, 0));
  }

  /** Numbers of arrays. */
  public ArrayNames arrays() {
    return arrays;
  }

  Names names() {
    return names;
  }

  Row[][] blocks() {
    return blocks;
  }

  /** The block of an ordinal; one of empty rows if no row of it was ever put. */
  Row[] block(int row) {
    int block = row >>> BLOCK_LOG2;
    return block < blocks.length ? blocks[block] : EMPTY_BLOCK;
  }

  /** Number of ordinals, those of deleted datasets included. */
  public int rows() {
    return rows;
  }

  /** Number of datasets. */
  public int count() {
    return count;
  }

  /** Items beside those of datasets. */
  public Row beside() {
    return beside;
  }

  /** The row of an ordinal; of -1 what lies beside the datasets. */
  public Row row(int row) {
    if (row < 0) {
      return beside;
    }
    return row < rows ? block(row)[row & BLOCK - 1] : Row.EMPTY;
  }

  /** Ordinal of a name, also of a deleted dataset; -1 if it has none in this state. */
  public int find(String name) {
    int row = names.find(name.getBytes(StandardCharsets.UTF_8));
    return row < rows ? row : -1;
  }

  /** Name of an ordinal. */
  public Optional<String> name(int row) {
    byte[] name = row < rows ? names.name(row) : null;
    return Optional.ofNullable(name).map(text -> new String(text, StandardCharsets.UTF_8));
  }

  /**
   * Ordinals of datasets whose names begin with a text, in the order of the bytes of their names.
   *
   * @param after only names behind this one; null for all
   * @param isAny whether those that have objects but no document of their own are meant as well
   */
  public int[] ordered(String prefix, @Nullable String after, int limit, boolean isAny) {
    int[] all = names.ordered(rows);
    byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
    byte[] behind = after == null ? new byte[0] : after.getBytes(StandardCharsets.UTF_8);
    boolean isBehind = after != null && Arrays.compareUnsigned(behind, start) >= 0;
    List<Integer> found = new ArrayList<>();
    for (int at = search(all, isBehind ? behind : start); at < all.length; at++) {
      byte[] name = names.name(all[at]);
      if (found.size() == limit || !startsWith(name, start)) {
        break;
      }
      boolean isGiven = isBehind && Arrays.equals(name, behind);
      if (!isGiven && isThere(all[at], isAny)) {
        found.add(all[at]);
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private boolean isThere(int row, boolean isAny) {
    Row found = row(row);
    return !found.isEmpty() && (isAny || found.isDataset());
  }

  private int search(int[] ordered, byte[] key) {
    int low = 0;
    int high = ordered.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(names.name(ordered[middle]), key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean startsWith(byte @Nullable [] name, byte[] prefix) {
    return name != null
        && name.length >= prefix.length
        && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** Bytes of all rows, about. */
  public long bytes() {
    long bytes = beside.bytes();
    for (int row = 0; row < rows; row++) {
      bytes += row(row).bytes();
    }
    return bytes;
  }
}
