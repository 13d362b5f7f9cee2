package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.SegmentIndex;
import io.hypertile.dataset.table.Table;
import io.hypertile.dataset.table.TableChange;
import io.hypertile.error.CorruptDataException;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the present state of a collection: the list of segments, and the index of each, oldest
 * first. Cells and documents are not read.
 *
 * @param base states of the store
 * @param place of the collection
 * @param numbers given to segments
 */
record SnapshotLoad(Revisions base, StorePrefix place, AtomicInteger numbers) {
  private static final String HEAD = "segments.json";
  private static final int LINE_DIGITS = 6;

  /** The object that changes with each commit. */
  StoreKey head() {
    return place.key(HEAD);
  }

  /** The present state, with one holder. */
  Snapshot load() {
    Revision objects = base.open(head());
    boolean isTaken = false;
    try {
      Snapshot snapshot = read(objects);
      isTaken = true;
      return snapshot;
    } finally {
      if (!isTaken) {
        objects.close();
      }
    }
  }

  private Snapshot read(Revision objects) {
    Optional<LoadedObject> loaded = objects.load(head(), HeadDocument.MOST_BYTES);
    if (loaded.isEmpty()) {
      HeadDocument none = new HeadDocument(newLine(), 0, List.of());
      return new Snapshot(Table.empty(), none, place, objects);
    }
    HeadDocument document = HeadDocument.parse(head(), loaded.get().bytes());
    List<Segment> segments = new ArrayList<>();
    TableChange table = new TableChange(Table.empty());
    for (Segment each : document.segments()) {
      segments.add(read(objects, each, table));
    }
    long epoch = document.epoch();
    Optional<Segment> next = next(objects, document.line(), epoch);
    while (next.isPresent()) {
      segments.add(read(objects, next.get(), table));
      epoch++;
      next = next(objects, document.line(), epoch);
    }
    HeadDocument present = new HeadDocument(document.line(), epoch, segments);
    return new Snapshot(table.make(), present, place, objects);
  }

  /** The segment that made the state after one. */
  private Optional<Segment> next(Revision objects, String line, long epoch) {
    Segment segment = new Segment(0, SegmentIds.of(epoch + 1, line), 0, 0);
    return objects
        .find(segment.key(place))
        .map(found -> new Segment(0, segment.id(), found.size(), 0));
  }

  private Segment read(Revision objects, Segment segment, TableChange table) {
    StoreKey key = segment.key(place);
    Optional<Long> size = objects.find(key).map(StoredObject::size);
    if (!size.equals(Optional.of(segment.bytes()))) {
      throw new CorruptDataException(
          key.text(),
          "segment",
          -1,
          size.map(found -> "it has " + found + " bytes, not " + segment.bytes())
              .orElse("it is not there"),
          null);
    }
    int number = numbers.incrementAndGet();
    SegmentIndex.Sink sink =
        new SegmentIndex.Sink() {
          @Override
          public int array(String name) {
            return table.array(name);
          }

          @Override
          public void dataset(int row, byte[] name, byte[] items) {
            table.load(row, name, items);
          }
        };
    long files = new SegmentIndex(objects, key, number).read(sink);
    return new Segment(number, segment.id(), segment.bytes(), files);
  }

  private static String newLine() {
    String digits =
        Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, Character.MAX_RADIX);
    return "0".repeat(LINE_DIGITS).concat(digits).substring(digits.length());
  }
}
