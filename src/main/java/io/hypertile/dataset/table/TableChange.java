package io.hypertile.dataset.table;

import io.hypertile.dataset.segment.Item;
import io.hypertile.dataset.segment.ItemCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Next state of a table in the making. Names that it adds are given back only with {@link #make},
 * so that a change that is not made leaves none. For one thread.
 */
public final class TableChange {
  private final Table base;
  private final Names names;
  private final Map<String, Integer> added = new HashMap<>();
  private final List<byte[]> addedNames = new ArrayList<>();
  private final ItemCursor cursor = new ItemCursor();
  private Row[][] blocks;
  private Row beside;
  private int rows;
  private int count;

  /** A change of nothing yet. */
  public TableChange(Table base) {
    this.base = base;
    this.names = base.names();
    this.blocks = base.blocks().clone();
    this.beside = base.beside();
    this.rows = base.rows();
    this.count = base.count();
  }

  /** Ordinal of a name, which gets the next one where it has none; of no name -1. */
  public int row(String name) {
    if (name.isEmpty()) {
      return -1;
    }
    Integer own = added.get(name);
    if (own != null) {
      return own;
    }
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int known = names.find(text);
    if (known >= 0 && known < base.rows()) {
      return known;
    }
    added.put(name, rows);
    addedNames.add(text);
    return rows++;
  }

  /** Ordinal of a name; -1 if it has none. */
  public int find(String name) {
    Integer own = added.get(name);
    return own == null ? base.find(name) : own;
  }

  /** Number of an array. */
  public int array(String name) {
    return base.arrays().add(name);
  }

  /** The present row of an ordinal. */
  public Row get(int row) {
    if (row < 0) {
      return beside;
    }
    int block = row >>> Table.BLOCK_LOG2;
    return block < blocks.length ? blocks[block][row & Table.BLOCK - 1] : Row.EMPTY;
  }

  /** Changes a row. */
  public void apply(int row, List<Item> items) {
    put(row, changed(get(row), items));
  }

  /** The row that changes would make of one. */
  public static Row changed(Row before, List<Item> items) {
    return new RowChange(before, items).make();
  }

  /** Takes a dataset of a table that is made from nothing. */
  public void rewrite(int row, String name, List<Item> items) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    if (row >= 0 && names.find(text) < 0) {
      names.add(row, text);
      rows = Math.max(rows, row + 1);
    }
    apply(row, items);
  }

  /** Puts a row in place of another. */
  public void put(int row, Row next) {
    if (row < 0) {
      beside = next;
      return;
    }
    count += (next.isDataset() ? 1 : 0) - (get(row).isDataset() ? 1 : 0);
    int block = row >>> Table.BLOCK_LOG2;
    if (block >= blocks.length) {
      int length = blocks.length;
      blocks = Arrays.copyOf(blocks, Math.max(block + 1, length + length / 8));
      Arrays.fill(blocks, length, blocks.length, Table.EMPTY_BLOCK);
    }
    boolean isOld = block < base.blocks().length && blocks[block] == base.blocks()[block];
    if (isOld || blocks[block] == Table.EMPTY_BLOCK) {
      blocks[block] = blocks[block].clone();
    }
    blocks[block][row & Table.BLOCK - 1] = next;
  }

  /**
   * Takes a row of an index.
   *
   * @param items packed in ascending order
   * @throws IllegalArgumentException if the ordinal is of another name, or the name has another
   */
  public void load(int row, byte[] name, byte[] items) {
    if (row >= 0) {
      byte[] known = names.name(row);
      int other = names.find(name);
      if (known == null && other < 0) {
        requireName(name);
        names.add(row, name);
      } else if (other != row) {
        throw new IllegalArgumentException("two datasets of one ordinal, or two ordinals of one");
      }
      rows = Math.max(rows, row + 1);
    } else if (name.length > 0) {
      throw new IllegalArgumentException("a dataset without an ordinal");
    }
    if (get(row).isEmpty() && isWhole(items)) {
      put(row, Row.of(items));
      return;
    }
    cursor.reset(items);
    List<Item> changes = new ArrayList<>();
    while (cursor.next()) {
      changes.add(cursor.item());
    }
    apply(row, changes);
  }

  /** Whether items can be a row as they are: one page, and nothing that removes. */
  private boolean isWhole(byte[] items) {
    cursor.reset(items);
    boolean isWhole = items.length > 0 && items.length <= RowChange.PAGE_BYTES;
    while (isWhole && cursor.next()) {
      isWhole = !cursor.isRemoving();
    }
    return isWhole;
  }

  private static void requireName(byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    if (text.isEmpty() || text.indexOf('/') >= 0) {
      throw new IllegalArgumentException("a name of a dataset is none");
    }
  }

  /** The next state. */
  public Table make() {
    int row = base.rows();
    for (byte[] name : addedNames) {
      names.add(row++, name);
    }
    return new Table(names, base.arrays(), blocks, beside, new Table.Size(rows, count));
  }
}
