package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.cells.ZarrForm;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

  /** Whether that is so, and there is one chunk. */
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

    private final long mostBytes;
    private final LinkedHashMap<Key, Kept> known = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** A document by the name of its segment, as that of arrays of a number. */
    private record Key(String segment, long offset, int array) {}

    private record Kept(ArrayPlan plan, long bytes) {}

    /** Room for plans of documents of so many bytes. */
    Memory(long mostBytes) {
      this.mostBytes = mostBytes;
    }

    synchronized @Nullable ArrayPlan find(String segment, ItemValue.Place document, int array) {
      Kept kept = known.get(new Key(segment, document.offset(), array));
      return kept == null ? null : kept.plan;
    }

    synchronized void keep(String segment, ItemValue.Place document, ArrayPlan plan) {
      if (document.length() > LARGEST) {
        return;
      }
      Key key = new Key(segment, document.offset(), plan.array);
      Kept before = known.put(key, new Kept(plan, document.length()));
      bytes += document.length() - (before == null ? 0 : before.bytes);
      Iterator<Kept> eldest = known.values().iterator();
      while (bytes > mostBytes) {
        bytes -= eldest.next().bytes;
        eldest.remove();
      }
    }

    /** Bytes of the documents of all that is kept. */
    synchronized long bytes() {
      return bytes;
    }
  }
}
