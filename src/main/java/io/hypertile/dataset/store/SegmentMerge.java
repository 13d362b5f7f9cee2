package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.IndexWriter;
import io.hypertile.dataset.segment.Item;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.segment.SegmentDirectory;
import io.hypertile.dataset.segment.SegmentFile;
import io.hypertile.dataset.segment.SegmentIndex;
import io.hypertile.dataset.segment.SegmentLayout;
import io.hypertile.dataset.table.ArrayNames;
import io.hypertile.dataset.table.Row;
import io.hypertile.dataset.table.Table;
import io.hypertile.dataset.table.TableChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes one segment of several that follow each other in a state. Bytes that the state still uses
 * are copied as they are, in runs; the index says what the indexes of all said. For one thread,
 * while the state is held.
 */
final class SegmentMerge {
  private final Snapshot state;
  private final List<Segment> sources;
  private final boolean isOldest;
  private final int number;
  private final ArrayNames arrays;
  private final IndexComposition index = new IndexComposition();
  private final TreeMap<String, Listed> files = new TreeMap<>();
  private final Map<Integer, RunMap> runs = new LinkedHashMap<>();
  private final List<Moved> moved = new ArrayList<>();

  /** A file of a source. */
  private record Listed(int source, SegmentFile file) {}

  /**
   * A row whose places change.
   *
   * @param before the row that the changes were made for
   * @param after the row with the changes
   */
  record Moved(int row, Row before, Row after, List<Item> changes) {}

  /**
   * Segments to merge.
   *
   * @param sources neighbours in the state, oldest first
   * @param number of the segment that is made
   */
  SegmentMerge(Snapshot state, List<Segment> sources, int number) {
    this.state = state;
    this.sources = sources;
    this.isOldest = sources.getFirst().equals(state.segments().getFirst());
    this.number = number;
    this.arrays = state.table().arrays();
  }

  /** The segment that takes the place of the others. */
  NewSegment make() {
    sources.forEach(this::read);
    sources.forEach(source -> runs.put(source.number(), new RunMap()));
    dropDead();
    SegmentLayout layout = layout();
    IndexWriter written = new IndexWriter(arrays::name);
    for (IndexComposition.Composed dataset : index.datasets()) {
      if (isOldest) {
        dataset.forgetOlder();
      }
      move(dataset);
      if (!dataset.items().isEmpty()) {
        byte[] name = dataset.name().getBytes(StandardCharsets.UTF_8);
        written.add(dataset.row(), name, dataset.list());
      }
    }
    ObjectBody body = layout.with(written.toBytes(layout.files()));
    Segment segment = new Segment(number, SegmentIds.next(), body.size(), layout.files());
    return new NewSegment(segment, body);
  }

  /** Rows whose places are in the new segment now. */
  List<Moved> moved() {
    return moved;
  }

  private void read(Segment source) {
    StoreKey key = source.key(state.place());
    SegmentIndex.Sink sink =
        new SegmentIndex.Sink() {
          @Override
          public int array(String name) {
            return arrays.add(name);
          }

          @Override
          public void dataset(int row, byte[] name, byte[] items) {
            index.add(row, name, items);
          }
        };
    new SegmentIndex(state.objects(), key, source.number()).read(sink);
    SegmentDirectory.read(
        state.objects(),
        key,
        source.bytes(),
        file -> files.put(file.name(), new Listed(source.number(), file)));
  }

  /** Leaves out places that newer segments have replaced, and files that no key has any more. */
  private void dropDead() {
    Table table = state.table();
    for (IndexComposition.Composed dataset : index.datasets()) {
      Row row = table.row(dataset.row());
      dataset
          .items()
          .entrySet()
          .removeIf(item ->
              item.getValue() instanceof ItemValue.Place place
                  && !isAlive(row, item.getKey(), place));
      dataset
          .items()
          .values()
          .forEach(value -> {
            if (value instanceof ItemValue.Place place) {
              requireRuns(place).add(place.offset(), place.offset() + place.length());
            }
          });
    }
    StateObjects objects = new StateObjects(state);
    files.values().removeIf(listed -> !isNeeded(objects, listed));
    files
        .values()
        .forEach(
            listed -> requireRuns(listed.source()).add(listed.file().start(), listed.file().end()));
  }

  private RunMap requireRuns(ItemValue.Place place) {
    return requireRuns(place.segment());
  }

  private RunMap requireRuns(int source) {
    RunMap found = runs.get(source);
    if (found == null) {
      throw new IllegalStateException("a place of another segment");
    }
    return found;
  }

  private static boolean isAlive(Row row, byte[] key, ItemValue.Place place) {
    Optional<ItemValue.Place> now = row.place(key);
    return now.isPresent()
        && now.get().segment() == place.segment()
        && now.get().offset() == place.offset();
  }

  /** Whether a file is the present object of its key, or a document that surrounds one. */
  private boolean isNeeded(StateObjects objects, Listed listed) {
    StoreKey key = new StoreKey(listed.file().name());
    ObjectName name = ObjectName.of(key);
    Optional<StateObjects.Found> found = objects.locate(key);
    if (name.isDocument()) {
      return found.isPresent() || name.dataset().isEmpty();
    }
    return found.isPresent()
        && found.get().place().segment() == listed.source()
        && found.get().place().offset() == listed.file().end() - listed.file().size();
  }

  private SegmentLayout layout() {
    SegmentLayout layout = new SegmentLayout();
    StateObjects objects = new StateObjects(state);
    runs.forEach((source, map) -> {
      map.arrange(layout.size());
      for (RunMap.Run run : map.runs()) {
        ItemValue.Place place = new ItemValue.Place(source, run.start(), run.length(), 0, null);
        layout.append(new StoredBody(objects, place));
      }
    });
    files
        .values()
        .forEach(listed ->
            layout.list(
                listed.file().at(requireRuns(listed.source()).target(listed.file().start()))));
    return layout;
  }

  /** Gives the places of a dataset their new positions. */
  private void move(IndexComposition.Composed dataset) {
    List<Item> changes = new ArrayList<>();
    dataset
        .items()
        .replaceAll((key, value) -> {
          if (value
              instanceof ItemValue.Place(int source, long offset, long length, int crc, var note)) {
            ItemValue.Place place =
                new ItemValue.Place(number, requireRuns(source).target(offset), length, crc, note);
            changes.add(new Item(key, place));
            return place;
          }
          return value;
        });
    if (!changes.isEmpty()) {
      Row before = state.table().row(dataset.row());
      Row after = TableChange.changed(before, changes);
      moved.add(new Moved(dataset.row(), before, after, changes));
    }
  }

  /** The changes of a row that are right for it as it is now: for objects that are still there. */
  static List<Item> fitting(Moved moved, Row now, Set<Integer> sources) {
    if (now == moved.before()) {
      return moved.changes();
    }
    return moved.changes().stream()
        .filter(item -> {
          Optional<ItemValue.Place> place = now.place(item.key());
          Optional<ItemValue.Place> before = moved.before().place(item.key());
          return place.isPresent()
              && before.isPresent()
              && sources.contains(place.get().segment())
              && place.get().segment() == before.get().segment()
              && place.get().offset() == before.get().offset();
        })
        .toList();
  }
}
