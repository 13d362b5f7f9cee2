package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.segment.SegmentEntry;
import io.hypertile.dataset.segment.SegmentLayout;
import io.hypertile.dataset.table.ArrayNames;
import io.hypertile.store.ObjectBody;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Adds to a segment the documents of arrays and datasets of which it has only chunks, and that of
 * the group above them, so that it is a hierarchy of Zarr by itself. The index does not name them.
 *
 * @param objects the state before
 */
record Surroundings(StateObjects objects, ArrayNames arrays) {
  private static final byte[] GROUP =
      "{\"zarr_format\":3,\"node_type\":\"group\"}".getBytes(StandardCharsets.UTF_8);

  void add(SegmentLayout layout, Collection<DatasetDraft> drafts) {
    boolean hasRoot = false;
    for (DatasetDraft draft : drafts) {
      if (draft.row() < 0) {
        hasRoot = draft.isPut(ItemKey.document(0));
        continue;
      }
      if (!draft.filled().isEmpty()) {
        add(layout, draft, 0);
        draft.filled().stream()
            .filter(array -> array != 0)
            .forEach(array -> add(layout, draft, array));
      }
    }
    if (!hasRoot) {
      layout.add(root(objects));
    }
  }

  /** The document of the group above all datasets. */
  static SegmentEntry root(StateObjects objects) {
    String name = ObjectName.key("", "", Optional.empty()).text();
    return objects
        .state()
        .table()
        .beside()
        .place(ItemKey.document(0))
        .map(place -> new SegmentEntry(name, new StoredBody(objects, place), place.crc()))
        .orElseGet(() -> new SegmentEntry(name, ObjectBody.of(GROUP), sum(GROUP)));
  }

  private void add(SegmentLayout layout, DatasetDraft draft, int array) {
    byte[] key = ItemKey.document(array);
    if (draft.isPut(key)) {
      return;
    }
    String name =
        ObjectName.key(draft.name(), array == 0 ? "" : arrays.name(array), Optional.empty()).text();
    Optional<ItemValue.Place> old = draft.before().place(key);
    if (old.isPresent()) {
      ItemValue.Place place = old.get();
      layout.add(new SegmentEntry(name, new StoredBody(objects, place), place.crc()));
    } else {
      layout.add(new SegmentEntry(name, ObjectBody.of(GROUP), sum(GROUP)));
    }
  }

  private static int sum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
