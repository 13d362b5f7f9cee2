package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.store.ByteRange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Piece;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Small objects that are copied in about the order in which they lie, read many at a time. For one
 * thread, while the state is held.
 */
final class SegmentWindows {
  private static final int WINDOW = 1 << 20;

  private final StateObjects objects;
  private final Map<Integer, Window> windows = new HashMap<>();

  private record Window(long start, byte[] bytes) {
    boolean has(ItemValue.Place place) {
      return place.offset() >= start && place.offset() + place.length() <= start + bytes.length;
    }
  }

  SegmentWindows(StateObjects objects) {
    this.objects = objects;
  }

  /** Bytes of an object, to be copied. */
  ObjectBody body(ItemValue.Place place) {
    if (place.length() > WINDOW / 4) {
      return new StoredBody(objects, place);
    }
    return new ObjectBody() {
      @Override
      public long size() {
        return place.length();
      }

      @Override
      public InputStream open() {
        Window window = window(place);
        return new ByteArrayInputStream(
            window.bytes(), (int) (place.offset() - window.start()), (int) place.length());
      }
    };
  }

  private Window window(ItemValue.Place place) {
    Window known = windows.get(place.segment());
    if (known != null && known.has(place)) {
      return known;
    }
    long size = objects.state().segment(place.segment()).bytes();
    byte[] bytes = new byte[(int) Math.min(WINDOW, size - place.offset())];
    if (bytes.length > 0) {
      Piece piece =
          new Piece(new ByteRange.Span(place.offset(), bytes.length), MemorySegment.ofArray(bytes));
      objects.readSegment(place.segment(), List.of(piece));
    }
    Window read = new Window(place.offset(), bytes);
    windows.put(place.segment(), read);
    return read;
  }
}
