package io.hypertile.dataset.store;

import io.hypertile.dataset.BoundedMemory;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.cells.ZarrForm;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Form of arrays of one document, with what reads of them need again and again. Thread-safe. */
final class ArrayPlan {
  private static final int MOST_KEYS = 64;

  private final int array;
  private final ZarrForm form;
  private final Map<Long, byte[]> keys = new ConcurrentHashMap<>();
  private final boolean isOfOneChunk;

  /**
   * A plan.
   *
   * @param array number of the name
   */
  ArrayPlan(int array, ZarrForm form) {
    this.array = array;
    this.form = form;
    this.isOfOneChunk = isSimple() && form.grid().counts().cells() == 1;
  }

  ZarrForm form() {
    return form;
  }

  /** Whether each chunk is an object by itself, of cells of one size. */
  boolean isSimple() {
    return form.shards().isEmpty() && !form.isAnyLength();
  }

  /** Whether the array is {@linkplain #isSimple simple} and has one chunk. */
  boolean isOfOneChunk() {
    return isOfOneChunk;
  }

  /** Key of the item of a chunk. */
  byte[] key(long chunk, Region region) {
    byte[] known = keys.get(chunk);
    if (known != null) {
      return known;
    }
    Shape chunkShape = form.grid().chunkShape();
    long[] position = region.startArray();
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] /= chunkShape.length(axis);
    }
    byte[] made = ItemKey.object(array, form.specification().keys().key(position));
    if (keys.size() < MOST_KEYS) {
      keys.put(chunk, made);
    }
    return made;
  }

  /**
   * Plans by the places of their documents, which never hold other bytes. Bounded by the bytes of
   * the documents; those used longest ago go first. Thread-safe.
   */
  static final class Memory {
    private static final long LARGEST = 64 << 10;

    private final BoundedMemory<Key, ArrayPlan> known;

    /** A document by the name of its segment, as that of arrays of a number. */
    private record Key(String segment, long offset, int array) {}

    /** Room for plans of documents of so many bytes. */
    Memory(long mostBytes) {
      this.known = new BoundedMemory<>(mostBytes);
    }

    @Nullable ArrayPlan find(String segment, ItemValue.Place document, int array) {
      return known.find(new Key(segment, document.offset(), array));
    }

    void keep(String segment, ItemValue.Place document, ArrayPlan plan) {
      if (document.length() <= LARGEST) {
        known.keep(new Key(segment, document.offset(), plan.array), plan, document.length());
      }
    }

    /** Bytes of the documents of all that is kept. */
    long bytes() {
      return known.bytes();
    }
  }
}
