package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.segment.SegmentIndex;
import io.hypertile.dataset.table.Table;
import io.hypertile.dataset.table.TableRows;
import io.hypertile.error.CorruptDataException;
import io.hypertile.store.ByteRange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.SharedState;
import io.hypertile.store.SharedState.NotedRows;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A state that a reader holds, seen from a head. */
public final class SegmentState implements SharedState {
  private final Snapshot snapshot;
  private final StoreKey head;
  private final StateObjects objects;
  private final Optional<ObjectVersion> version;
  private final NearbyBytes nearby = new NearbyBytes();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /**
   * Small objects that lie behind one another, as documents do, read many at a time. Thread-safe.
   */
  private static final class NearbyBytes {
    private static final int WINDOW = 128 << 10;
    private static final int MOST = 8 << 10;
    private static final int NEAR = 16 << 10;

    private volatile @Nullable Window window;
    private volatile @Nullable Last last;

    private record Last(int segment, long end) {
      boolean isNear(ItemValue.Place place) {
        return place.segment() == segment && place.offset() >= end && place.offset() - end <= NEAR;
      }
    }

    private record Window(int segment, long start, byte[] bytes) {
      boolean has(ItemValue.Place place) {
        return place.segment() == segment
            && place.offset() >= start
            && place.offset() + place.length() <= start + bytes.length;
      }
    }

    /** The bytes of an object; empty where it is to be read by itself. */
    Optional<byte[]> bytes(StateObjects objects, StoreKey key, ItemValue.Place place) {
      if (place.length() > MOST || place.length() == 0) {
        return Optional.empty();
      }
      Window known = window;
      if (known == null || !known.has(place)) {
        Last before = last;
        last = new Last(place.segment(), place.offset() + place.length());
        if (before == null || !before.isNear(place)) {
          return Optional.empty();
        }
        known = read(objects, place);
      }
      int from = (int) (place.offset() - known.start());
      byte[] bytes = Arrays.copyOfRange(known.bytes(), from, from + (int) place.length());
      objects.requireSum(key, place, MemorySegment.ofArray(bytes));
      return Optional.of(bytes);
    }

    private Window read(StateObjects objects, ItemValue.Place place) {
      long size = objects.state().segment(place.segment()).bytes() - place.offset();
      byte[] bytes = new byte[(int) Math.min(WINDOW, size)];
      objects.readSegment(
          place.segment(),
          List.of(
              new Piece(
                  new ByteRange.Span(place.offset(), bytes.length), MemorySegment.ofArray(bytes))));
      Window read = new Window(place.segment(), place.offset(), bytes);
      window = read;
      last = new Last(place.segment(), place.offset() + bytes.length);
      return read;
    }
  }

  /** Takes over a hold of the snapshot. */
  SegmentState(Snapshot snapshot, StoreKey head) {
    this.snapshot = snapshot;
    this.head = head;
    this.objects = new StateObjects(snapshot);
    this.version = objects.headVersion(head);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public StoreKey head() {
    return head;
  }

  @Override
  public Optional<ObjectVersion> version() {
    return version;
  }

  @Override
  public long epoch() {
    return snapshot.head().epoch();
  }

  @Override
  public OptionalLong stamp() {
    return OptionalLong.of(snapshot.stamp());
  }

  @Override
  public long count() {
    return snapshot.table().count();
  }

  @Override
  public long rows() {
    return snapshot.table().rows();
  }

  @Override
  public Optional<Long> row(String name) {
    int row = snapshot.table().find(name);
    return row >= 0 && snapshot.table().row(row).isDataset()
        ? Optional.of((long) row)
        : Optional.empty();
  }

  @Override
  public void forEach(long afterRow, long limit, NameReader reader) {
    Table table = snapshot.table();
    long given = 0;
    for (long row = Math.max(-1, afterRow) + 1; row < table.rows() && given < limit; row++) {
      if (table.row((int) row).isDataset()) {
        reader.take(row, table.name((int) row).orElseThrow());
        given++;
      }
    }
  }

  @Override
  public List<String> names(String prefix, Optional<String> after, int limit) {
    Table table = snapshot.table();
    @Nullable String behind = after.orElse(null);
    List<String> names = new ArrayList<>();
    for (int row : table.ordered(prefix, behind, limit, false)) {
      names.add(table.name(row).orElseThrow());
    }
    return names;
  }

  @Override
  public Optional<NotedRows> noted() {
    return Optional.of(
        new TableRows(
            snapshot.table(), number -> snapshot.segment(number).id(), snapshot::version));
  }

  @Override
  public Optional<byte[]> note(StoreKey key) {
    return objects
        .locate(key)
        .map(StateObjects.Found::place)
        .flatMap(place -> Optional.ofNullable(place.note()))
        .map(byte[]::clone);
  }

  @Override
  public Optional<ContentName> content(StoreKey key) {
    return objects
        .locate(key)
        .map(StateObjects.Found::place)
        .map(at -> new ContentName(snapshot.segment(at.segment()).id(), at.offset(), at.length()));
  }

  /**
   * Reads the indexes of all segments again.
   *
   * @param damaged told of each that is not as it was, or not there
   */
  public void checkIndexes(Consumer<CorruptDataException> damaged) {
    for (Segment segment : snapshot.segments()) {
      try {
        new SegmentIndex(snapshot.objects(), segment.key(snapshot.place()), segment.number())
            .check();
      } catch (CorruptDataException e) {
        damaged.accept(e);
      }
    }
  }

  /** Place of an object in its segment; empty if there is none. */
  Optional<ItemValue.Place> place(StoreKey key) {
    return objects.locate(key).map(StateObjects.Found::place);
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return key.equals(head) && version.isPresent()
        ? objects.find(key).map(found -> new StoredObject(key, found.size(), version.get()))
        : objects.find(key);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    Optional<StateObjects.Found> found = objects.locate(key);
    Optional<byte[]> near =
        found
            .filter(each -> each.place().length() <= limit)
            .flatMap(each -> nearby.bytes(objects, key, each.place()));
    return near.isPresent()
        ? Optional.of(new LoadedObject(near.get(), found.get().version()))
        : objects.load(key, limit);
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return objects.read(key, pieces, at);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return objects.readAll(key, room, at);
  }

  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      snapshot.release();
    }
  }
}
