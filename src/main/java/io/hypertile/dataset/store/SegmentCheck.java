package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.SegmentIndex;
import io.hypertile.error.CorruptDataException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the index of a segment that is known already, and keeps nothing of it. */
final class SegmentCheck implements SegmentIndex.Sink {
  private final Map<String, Integer> arrays = new HashMap<>();

  private SegmentCheck() {}

  /** The failure to read the index of a segment; empty if it is as it should be. */
  static Optional<CorruptDataException> of(Snapshot state, Segment segment) {
    StoreKey key = segment.key(state.place());
    try {
      Optional<Long> size = state.objects().find(key).map(StoredObject::size);
      if (size.isEmpty()) {
        return Optional.of(
            new CorruptDataException(key.text(), "segment", -1, "it is not there", null));
      }
      new SegmentIndex(state.objects(), key, segment.number()).read(new SegmentCheck());
      return Optional.empty();
    } catch (CorruptDataException e) {
      return Optional.of(e);
    }
  }

  @Override
  public int array(String name) {
    return arrays.computeIfAbsent(name, each -> arrays.size() + 1);
  }

  @Override
  public void dataset(int row, byte[] name, byte[] items) {
    // Its numbers were checked on the way here.
  }
}
