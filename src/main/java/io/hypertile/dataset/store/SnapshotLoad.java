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
      Snapshot snapshot = read(objects, list(objects));
      isTaken = true;
      return snapshot;
    } finally {
      if (!isTaken) {
        objects.close();
      }
    }
  }

  /** The state that followed one, which is held meanwhile; empty if none did. */
  Optional<LaterState> since(Snapshot before) {
    Revision objects = base.open(head());
    boolean isTaken = false;
    try {
      if (objects.version().equals(before.objects().version())) {
        return Optional.empty();
      }
      LaterState later = later(objects, before);
      isTaken = true;
      return Optional.of(later);
    } finally {
      if (!isTaken) {
        objects.close();
      }
    }
  }

  /** Reads only the segments that came, unless those before were merged or written again. */
  private LaterState later(Revision objects, Snapshot before) {
    HeadDocument present = list(objects);
    int known = before.segments().size();
    if (before.segments().isEmpty() || !present.follows(before.head())) {
      return new LaterState.Whole(read(objects, present));
    }
    List<Segment> segments = new ArrayList<>(before.segments());
    List<LaterState.LoadedRow> rows = new ArrayList<>();
    SegmentIndex.Sink sink =
        new SegmentIndex.Sink() {
          @Override
          public int array(String name) {
            return before.table().arrays().add(name);
          }

          @Override
          public void dataset(int row, byte[] name, byte[] items) {
            rows.add(new LaterState.LoadedRow(row, name, items));
          }
        };
    for (Segment each : present.segments().subList(known, present.segments().size())) {
      segments.add(read(objects, each, sink));
    }
    HeadDocument head = new HeadDocument(present.line(), present.epoch(), segments);
    return new LaterState.Following(before.table(), head, place, objects, rows);
  }

  /** The segments of the present state, without numbers; of those that followed also no files. */
  private HeadDocument list(Revision objects) {
    Optional<LoadedObject> loaded = objects.load(head(), HeadDocument.MOST_BYTES);
    if (loaded.isEmpty()) {
      return new HeadDocument(newLine(), 0, List.of());
    }
    HeadDocument document = HeadDocument.parse(head(), loaded.get().bytes());
    List<Segment> segments = new ArrayList<>(document.segments());
    long epoch = document.epoch();
    Optional<Segment> next = next(objects, document.line(), epoch);
    while (next.isPresent()) {
      segments.add(next.get());
      epoch++;
      next = next(objects, document.line(), epoch);
    }
    return new HeadDocument(document.line(), epoch, segments);
  }

  private Snapshot read(Revision objects, HeadDocument present) {
    TableChange table = new TableChange(Table.empty());
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
    List<Segment> segments = new ArrayList<>();
    for (Segment each : present.segments()) {
      segments.add(read(objects, each, sink));
    }
    HeadDocument head = new HeadDocument(present.line(), present.epoch(), segments);
    return new Snapshot(table.make(), head, place, objects);
  }

  /** The segment that made the state after one. */
  private Optional<Segment> next(Revision objects, String line, long epoch) {
    Segment segment = new Segment(0, SegmentIds.of(epoch + 1, line), 0, 0);
    return objects
        .find(segment.key(place))
        .map(found -> new Segment(0, segment.id(), found.size(), 0));
  }

  private Segment read(Revision objects, Segment segment, SegmentIndex.Sink sink) {
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
    long files = new SegmentIndex(objects, key, number).read(sink);
    return new Segment(number, segment.id(), segment.bytes(), files);
  }

  private static String newLine() {
    String digits =
        Long.toString(ThreadLocalRandom.current().nextLong() >>> 1, Character.MAX_RADIX);
    return "0".repeat(LINE_DIGITS).concat(digits).substring(digits.length());
  }
}
