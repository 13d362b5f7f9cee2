package io.hypertile.netcdf;

import io.hypertile.dataset.imports.SlabCells;
import io.hypertile.hdf5.Datatype;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Texts in rooms of one size, or of characters along a last dimension. */
final class Hdf5RoomTexts extends SlabCells {
  private static final int SLAB = 1 << 20;

  private final GrownElements elements;
  private final Datatype.Padding padding;
  private final int length;
  private final boolean isJoined;

  /**
   * Texts.
   *
   * @param shape of the texts
   * @param length bytes of a room
   * @param isJoined whether the elements are characters, along one dimension more
   */
  Hdf5RoomTexts(
      GrownElements elements, Shape shape, Datatype.Padding padding, int length, boolean isJoined) {
    super(shape, Math.max(1, SLAB / Math.max(1, length)));
    this.elements = elements;
    this.padding = isJoined ? Datatype.Padding.NUL_PADDED : padding;
    this.length = length;
    this.isJoined = isJoined;
  }

  @Override
  protected ByteBuffer slab(Region slab) {
    MemorySegment rooms = elements.read(isJoined ? joined(slab) : slab);
    int count = (int) slab.cells();
    ByteBuffer texts =
        ByteBuffer.allocate(count * (Integer.BYTES + 2 * length)).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < count; n++) {
      byte[] room = rooms.asSlice((long) n * length, length).toArray(ValueLayout.JAVA_BYTE);
      byte[] text = StoredTexts.utf8(room, padding);
      texts.putInt(text.length).put(text);
    }
    return texts.flip();
  }

  private Region joined(Region slab) {
    int rank = slab.rank();
    long[] start = Arrays.copyOf(slab.startArray(), rank + 1);
    long[] stop = Arrays.copyOf(slab.stopArray(), rank + 1);
    stop[rank] = length;
    return Region.of(start, stop);
  }

  @Override
  public void close() {
    elements.close();
  }
}
