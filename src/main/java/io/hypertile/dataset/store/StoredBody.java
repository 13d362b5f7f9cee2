package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.store.ByteRange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Piece;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Bytes of an object of a state, copied as they are.
 *
 * @param objects the state, held as long as the body is read
 * @param place of the bytes
 */
record StoredBody(StateObjects objects, ItemValue.Place place) implements ObjectBody {
  private static final int PART = 1 << 20;

  @Override
  public long size() {
    return place.length();
  }

  @Override
  public InputStream open() {
    return new Input(objects, place);
  }

  private static final class Input extends InputStream {
    private final StateObjects objects;
    private final ItemValue.Place place;
    private byte[] part = new byte[0];
    private int at;
    private long taken;

    private Input(StateObjects objects, ItemValue.Place place) {
      this.objects = objects;
      this.place = place;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (at == part.length && !fill()) {
        return -1;
      }
      int count = Math.min(length, part.length - at);
      System.arraycopy(part, at, target, offset, count);
      at += count;
      return count;
    }

    private boolean fill() {
      int count = (int) Math.min(PART, place.length() - taken);
      if (count == 0) {
        return false;
      }
      part = new byte[count];
      Piece piece = new Piece(new ByteRange.Span(taken, count), MemorySegment.ofArray(part));
      objects.read(place, List.of(piece));
      taken += count;
      at = 0;
      return true;
    }
  }
}
