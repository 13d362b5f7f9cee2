package io.hypertile.netcdf;

import io.hypertile.hdf5.HeapObjects;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.SlabCursor;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Texts of any length, found in the heap one by one. */
final class Hdf5HeapTexts implements CellSource {
  private static final int SLAB = 4096;

  private final GrownElements elements;
  private final HeapObjects heap;
  private final String name;
  private final SlabCursor slabs;
  private byte[] references = {};
  private int next;
  private ByteBuffer text = ByteBuffer.allocate(0);

  /**
   * Texts.
   *
   * @param heap of this source alone
   * @param name the variable, for messages
   */
  Hdf5HeapTexts(GrownElements elements, HeapObjects heap, String name, Shape shape) {
    this.elements = elements;
    this.heap = heap;
    this.name = name;
    this.slabs = new SlabCursor(Region.whole(shape), SLAB);
  }

  @Override
  public int read(ByteBuffer target) {
    int before = target.position();
    while (target.hasRemaining() && (text.hasRemaining() || advance())) {
      int count = Math.min(text.remaining(), target.remaining());
      target.put(target.position(), text, text.position(), count);
      target.position(target.position() + count);
      text.position(text.position() + count);
    }
    int count = target.position() - before;
    return count == 0 && target.hasRemaining() ? -1 : count;
  }

  private boolean advance() {
    if (next == references.length) {
      Optional<Region> slab = slabs.next();
      if (slab.isEmpty()) {
        return false;
      }
      references = elements.read(slab.get()).toArray(ValueLayout.JAVA_BYTE);
      next = 0;
    }
    byte[] found = LenientText.utf8(heap.read(name, references, next, 1));
    next += HeapObjects.REFERENCE;
    text = ByteBuffer.allocate(Integer.BYTES + found.length).order(ByteOrder.LITTLE_ENDIAN);
    text.putInt(found.length).put(found).flip();
    return true;
  }

  @Override
  public void close() {
    elements.close();
  }
}
