package io.hypertile.dataset.store;

import io.hypertile.codec.CodecException;
import io.hypertile.dataset.segment.ItemCursor;
import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.table.Row;
import io.hypertile.dataset.table.Table;
import io.hypertile.error.CorruptDataException;
import io.hypertile.store.ByteRange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.zip.CRC32;

/**
 * The objects of a state: each a run of bytes of a segment, whose sum is checked where all of it is
 * read.
 *
 * @param state held by others as long as this is used
 */
record StateObjects(Snapshot state) implements ReadableObjects {
  /**
   * An object that is there.
   *
   * @param place of its bytes
   * @param version of them
   */
  record Found(ItemValue.Place place, ObjectVersion version) {}

  /** The object of a key. */
  Optional<Found> locate(StoreKey key) {
    ObjectName name = ObjectName.of(key);
    Table table = state.table();
    int number = name.dataset().isEmpty() ? -1 : table.find(name.dataset());
    if (number < 0 && !name.dataset().isEmpty()) {
      return Optional.empty();
    }
    int array = name.array().isEmpty() ? 0 : table.arrays().find(name.array());
    if (array < 0) {
      return Optional.empty();
    }
    Row row = table.row(number);
    ItemCursor cursor = new ItemCursor();
    return row.find(name.itemKey(array), cursor) && cursor.value() instanceof ItemValue.Place place
        ? Optional.of(new Found(place, state.version(name, array, row, place)))
        : Optional.empty();
  }

  /** Version of a head: that of the dataset or array that it belongs to; empty if it is absent. */
  Optional<ObjectVersion> headVersion(StoreKey head) {
    ObjectName name = ObjectName.of(head);
    Table table = state.table();
    int array = name.array().isEmpty() ? 0 : table.arrays().find(name.array());
    return locate(head)
        .map(found -> {
          int row = name.dataset().isEmpty() ? -1 : table.find(name.dataset());
          return state.version(table.row(row).changed(array));
        });
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return locate(key).map(found -> new StoredObject(key, found.place().length(), found.version()));
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    Optional<Found> found = locate(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ItemValue.Place place = found.get().place();
    if (place.length() > limit) {
      throw new StoreException(
          key.text(),
          "The object has more than " + limit + " bytes.",
          StoreException.Retry.NEVER,
          null);
    }
    return Optional.of(new LoadedObject(bytes(key, place), found.get().version()));
  }

  /** All bytes of a small object. */
  byte[] bytes(StoreKey key, ItemValue.Place place) {
    byte[] bytes = new byte[Math.toIntExact(place.length())];
    if (bytes.length > 0) {
      MemorySegment target = MemorySegment.ofArray(bytes);
      read(place, List.of(new Piece(new ByteRange.Span(0, bytes.length), target)));
      requireSum(key, place, target);
    }
    return bytes;
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    Optional<Found> located = locate(key);
    if (located.isEmpty()) {
      return new ReadResult.Absent();
    }
    Found found = located.get();
    if (at.isPresent() && !at.get().equals(found.version())) {
      return new ReadResult.Changed(Optional.of(found.version()));
    }
    long size = found.place().length();
    List<Piece> own = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      Optional<ByteRange.Span> span = piece.range().within(size);
      if (span.isEmpty()) {
        return new ReadResult.TooShort(size);
      }
      own.add(new Piece(span.get(), piece.target()));
    }
    read(found.place(), own);
    for (Piece piece : own) {
      if (piece.range().length() == size) {
        requireSum(key, found.place(), piece.target());
      }
    }
    return new ReadResult.Read(found.version(), size);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    Optional<Found> located = locate(key);
    if (located.isEmpty()) {
      return new ReadResult.Absent();
    }
    Found found = located.get();
    if (at.isPresent() && !at.get().equals(found.version())) {
      return new ReadResult.Changed(Optional.of(found.version()));
    }
    long size = found.place().length();
    MemorySegment target = room.apply(size);
    if (size > 0) {
      read(found.place(), List.of(new Piece(new ByteRange.Span(0, size), target)));
      requireSum(key, found.place(), target);
    }
    return new ReadResult.Read(found.version(), size);
  }

  /** Reads ranges of a place. */
  void read(ItemValue.Place place, List<Piece> pieces) {
    List<Piece> moved =
        pieces.stream()
            .map(piece -> {
              ByteRange.Span span = (ByteRange.Span) piece.range();
              return new Piece(
                  new ByteRange.Span(place.offset() + span.offset(), span.length()),
                  piece.target());
            })
            .toList();
    readSegment(place.segment(), moved);
  }

  /** Reads ranges of a segment. */
  void readSegment(int number, List<Piece> pieces) {
    StoreKey segment = state.segment(number).key(state.place());
    if (!(state.objects().read(segment, pieces, Optional.empty()) instanceof ReadResult.Read)) {
      throw new CorruptDataException(
          segment.text(),
          "segment",
          -1,
          "it is not there, or shorter than its index says; another program has changed it",
          null);
    }
  }

  /** Compares the sum of all bytes of a place. */
  void requireSum(StoreKey key, ItemValue.Place place, MemorySegment bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.asByteBuffer());
    if ((int) crc.getValue() != place.crc()) {
      throw new CorruptDataException(
          state.segment(place.segment()).key(state.place()).text(),
          key.text(),
          place.offset(),
          "the sum of its bytes is another one than the index says",
          null);
    }
  }

  /** Damage of a chunk that cannot be decoded. */
  CorruptDataException damaged(ItemValue.Place place, CodecException cause) {
    return new CorruptDataException(
        state.segment(place.segment()).key(state.place()).text(),
        "chunk",
        place.offset(),
        String.valueOf(cause.getMessage()),
        cause);
  }
}
