package io.hypertile.dataset.table;

import io.hypertile.dataset.segment.ItemValue;
import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Places of the documents and of the chunks of arrays that have one chunk, found in the rows of
 * tables of any number of collections. Kept by blocks of rows, each for as long as a table has the
 * very same block, so that every change of a row shows. Bounded by its bytes on the heap; blocks
 * used longest ago go first. Thread-safe.
 */
public final class PlaceMemory {
  private static final int PART_OF_HEAP = 64;

  /** Bytes on the heap of what is known of a block, at most. */
  static final long BLOCK_BYTES = 128 + 128L * Table.BLOCK;

  private final long mostBlocks;
  private final LinkedHashMap<Key, Block> blocks = new LinkedHashMap<>(16, 0.75f, true);

  /** An array in a block of the tables that share names. */
  private record Key(long names, int array, int block) {}

  /**
   * Places of an array.
   *
   * @param document of its document
   * @param chunk of its only chunk; null for one that is not stored
   */
  public record Places(ItemValue.Place document, ItemValue.@Nullable Place chunk) {
    /** Places without their notes. */
    public static Places of(ItemValue.Place document, ItemValue.@Nullable Place chunk) {
      return new Places(plain(document), chunk == null ? null : plain(chunk));
    }

    private static ItemValue.Place plain(ItemValue.Place place) {
      return place.note() == null
          ? place
          : new ItemValue.Place(place.segment(), place.offset(), place.length(), place.crc(), null);
    }
  }

  /** Places of one array in a block of rows. Thread-safe: places never change. */
  public static final class Block {
    private final WeakReference<Row[]> rows;
    private final @Nullable Places[] places = new Places[Table.BLOCK];

    private Block(Row[] rows) {
      this.rows = new WeakReference<>(rows);
    }

    /** Places in a row; null if they are not known. */
    public @Nullable Places find(int row) {
      return places[row & Table.BLOCK - 1];
    }

    /** Keeps the places in a row. */
    public void keep(int row, Places found) {
      places[row & Table.BLOCK - 1] = found;
    }
  }

  /** Room for so many bytes. */
  public PlaceMemory(long mostBytes) {
    this.mostBlocks = mostBytes / BLOCK_BYTES;
  }

  /** Room for a small part of the heap. */
  public static PlaceMemory ofHeap() {
    return new PlaceMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /**
   * Places of an array in the block of a row, as far as they are known.
   *
   * @param row a row of the table
   */
  public Block block(Table table, int array, int row) {
    Row[] rows = table.block(row);
    Key key = new Key(table.names().serial(), array, row >>> Table.BLOCK_LOG2);
    synchronized (blocks) {
      Block known = blocks.get(key);
      if (known != null && known.rows.get() == rows) {
        return known;
      }
      Block made = new Block(rows);
      blocks.put(key, made);
      Iterator<Block> eldest = blocks.values().iterator();
      while (blocks.size() > mostBlocks) {
        eldest.next();
        eldest.remove();
      }
      return made;
    }
  }

  /** Number of blocks of which something may be known. */
  int size() {
    synchronized (blocks) {
      return blocks.size();
    }
  }
}
