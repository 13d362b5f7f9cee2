package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.segment.SegmentEntry;
import io.hypertile.dataset.segment.SegmentLayout;
import io.hypertile.store.StoreKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives new objects their places in a segment: chunks of one array over all datasets lie together,
 * documents behind all of them. Documents of the same bytes have one place, so that those who read
 * many need read each once. For one thread.
 */
final class ObjectPlacing {
  private static final Comparator<NewObject> ORDER =
      Comparator.<NewObject, Boolean>comparing(put -> put.name().isDocument())
          .thenComparing(put -> put.name().isDocument() ? "" : put.name().array())
          .thenComparing(put -> put.draft().row())
          .thenComparing(put -> put.name().array())
          .thenComparing(put -> put.name().rest());

  private final SegmentLayout layout;
  private final int segment;
  private final Map<Long, List<Placed>> documents = new HashMap<>();

  private record Placed(StagedBytes bytes, long offset) {}

  ObjectPlacing(SegmentLayout layout, int segment) {
    this.layout = layout;
    this.segment = segment;
  }

  void place(List<NewObject> puts) {
    List<NewObject> ordered = new ArrayList<>(puts);
    ordered.sort(ORDER);
    for (NewObject put : ordered) {
      ObjectName name = put.name();
      Optional<String> object = name.isDocument() ? Optional.empty() : Optional.of(name.rest());
      StoreKey key = ObjectName.key(name.dataset(), name.array(), object);
      StagedBytes bytes = put.bytes();
      long offset = layout.add(new SegmentEntry(key.text(), bytes.body(), bytes.crc()));
      if (name.isDocument()) {
        offset = pooled(bytes, offset);
      }
      put.draft()
          .put(
              put.key(),
              new ItemValue.Place(segment, offset, bytes.size(), bytes.crc(), put.note()));
    }
  }

  /** Offset of the first document of the same bytes. */
  private long pooled(StagedBytes bytes, long offset) {
    if (bytes.spill() != null) {
      return offset;
    }
    long sum = bytes.size() << Integer.SIZE ^ bytes.crc() & 0xffffffffL;
    List<Placed> alike = documents.computeIfAbsent(sum, same -> new ArrayList<>(1));
    for (Placed other : alike) {
      if (other.bytes().bytes().mismatch(bytes.bytes()) < 0) {
        return other.offset();
      }
    }
    alike.add(new Placed(bytes, offset));
    return offset;
  }
}
