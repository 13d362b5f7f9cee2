package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.IndexWriter;
import io.hypertile.dataset.segment.Item;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.segment.SegmentEntry;
import io.hypertile.dataset.segment.SegmentLayout;
import io.hypertile.dataset.table.ArrayNames;
import io.hypertile.dataset.table.Row;
import io.hypertile.store.ObjectBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a segment of whole datasets of a state, with nothing dead in it: chunks of one array lie
 * together, documents behind them. For one thread, while the state is held.
 */
final class Rewriting {
  private final StateObjects objects;
  private final SegmentWindows windows;
  private final ArrayNames arrays;
  private final int number;
  private final List<Copied> copied = new ArrayList<>();
  private final List<Rewritten> rows = new ArrayList<>();
  private long bytes;
  private boolean hasRoot;

  /** An object to copy. */
  private record Copied(Rewritten row, byte[] key, ObjectName name, ItemValue.Place place) {}

  /**
   * A dataset in its new place.
   *
   * @param row its new ordinal
   * @param items what is known of it
   */
  record Rewritten(String name, int row, TreeMap<byte[], ItemValue> items) {
    List<Item> list() {
      List<Item> list = new ArrayList<>(items.size());
      items.forEach((key, value) -> list.add(new Item(key, value)));
      return list;
    }
  }

  /**
   * A segment of nothing.
   *
   * @param number of the segment that is made
   */
  Rewriting(Snapshot state, int number) {
    this.objects = new StateObjects(state);
    this.windows = new SegmentWindows(objects);
    this.arrays = state.table().arrays();
    this.number = number;
  }

  /** Whether there is enough for a segment. */
  boolean isFull() {
    return bytes >= MergePolicy.LARGE || copied.size() >= MergePolicy.MANY_FILES;
  }

  /** Whether there is nothing. */
  boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * Takes a dataset; of one that is empty, that it is gone.
   *
   * @param row its new ordinal; -1 for what lies beside the datasets
   * @param isFresh whether an older segment may say something of it
   */
  void add(String name, int row, Row known, boolean isFresh) {
    Rewritten rewritten = new Rewritten(name, row, new TreeMap<>(Arrays::compareUnsigned));
    rows.add(rewritten);
    hasRoot |= row < 0 && known.place(ItemKey.document(0)).isPresent();
    if (known.isEmpty()) {
      rewritten.items().put(ItemKey.change(0), new ItemValue.Removed());
    }
    known.forEach(
        null,
        cursor -> {
          Item item = cursor.item();
          add(rewritten, item, isFresh);
          return true;
        });
  }

  private void add(Rewritten row, Item item, boolean isFresh) {
    switch (item.value()) {
      case ItemValue.Changed(long epoch, boolean ignored) -> {
        boolean isHiding = isFresh && ItemKey.array(item.key()) == 0;
        row.items().put(item.key(), new ItemValue.Changed(epoch, isHiding));
      }
      case ItemValue.Place place -> {
        int array = ItemKey.array(item.key());
        boolean isDocument = ItemKey.kind(item.key()) == ItemKey.Kind.DOCUMENT;
        ObjectName name =
            new ObjectName(
                row.name(),
                array == 0 ? "" : arrays.name(array),
                isDocument ? "zarr.json" : ItemKey.name(item.key(), item.key().length));
        copied.add(new Copied(row, item.key(), name, place));
        bytes += place.length();
      }
      case ItemValue.Removed removed -> {}
    }
  }

  /** The segment; the datasets have their new places then. */
  NewSegment make() {
    copied.sort(
        Comparator.<Copied, Boolean>comparing(each -> each.name().isDocument())
            .thenComparing(each -> each.name().isDocument() ? "" : each.name().array())
            .thenComparing(each -> each.row().row())
            .thenComparing(each -> each.name().array())
            .thenComparing(each -> each.name().rest()));
    SegmentLayout layout = new SegmentLayout();
    Map<PlaceOf, Long> documents = new HashMap<>();
    for (Copied each : copied) {
      place(layout, each, documents);
    }
    if (!hasRoot) {
      layout.add(Surroundings.root(objects));
    }
    IndexWriter index = new IndexWriter(arrays::name);
    for (Rewritten row : rows) {
      index.add(row.row(), row.name().getBytes(StandardCharsets.UTF_8), row.list());
    }
    ObjectBody body = layout.with(index.toBytes(layout.files()));
    Segment segment = new Segment(number, SegmentIds.next(), body.size(), layout.files());
    return new NewSegment(segment, body);
  }

  /** The bytes of a document. An empty one may begin where another begins. */
  private record PlaceOf(int segment, long offset, long length) {}

  private void place(SegmentLayout layout, Copied each, Map<PlaceOf, Long> documents) {
    ItemValue.Place old = each.place();
    ObjectName name = each.name();
    Optional<String> object = name.isDocument() ? Optional.empty() : Optional.of(name.rest());
    String key = ObjectName.key(name.dataset(), name.array(), object).text();
    long offset = layout.add(new SegmentEntry(key, windows.body(old), old.crc()));
    if (name.isDocument()) {
      Long first =
          documents.putIfAbsent(new PlaceOf(old.segment(), old.offset(), old.length()), offset);
      offset = first == null ? offset : first;
    }
    each.row()
        .items()
        .put(each.key(), new ItemValue.Place(number, offset, old.length(), old.crc(), old.note()));
  }

  /** The datasets. */
  List<Rewritten> rows() {
    return rows;
  }
}
