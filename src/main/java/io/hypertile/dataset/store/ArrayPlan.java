package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.cells.ZarrForm;
import java.util.HashMap;
import java.util.Map;

/** Form of arrays of one document, with what reads of them need again and again. For one thread. */
final class ArrayPlan {
  private final int array;
  private final ZarrForm form;
  private final Map<Long, byte[]> keys = new HashMap<>();

  /**
   * A plan.
   *
   * @param array number of the name
   */
  ArrayPlan(int array, ZarrForm form) {
    this.array = array;
    this.form = form;
  }

  ZarrForm form() {
    return form;
  }

  /** Key of the item of a chunk. */
  byte[] key(long chunk, Region region) {
    return keys.computeIfAbsent(
        chunk,
        same -> {
          Shape chunkShape = form.grid().chunkShape();
          long[] position = region.startArray();
          for (int axis = 0; axis < position.length; axis++) {
            position[axis] /= chunkShape.length(axis);
          }
          return ItemKey.object(array, form.specification().keys().key(position));
        });
  }
}
