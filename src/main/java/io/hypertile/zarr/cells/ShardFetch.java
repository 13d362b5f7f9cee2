package io.hypertile.zarr.cells;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.store.Piece;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ranges of one shard that are fetched together. For one thread. */
final class ShardFetch {
  private final ArrayChunks chunks;
  private final long[] start;
  private final List<Range> ranges = new ArrayList<>();
  private long bytes;

  /**
   * A chunk of the shard.
   *
   * @param found where it is stored; empty if it is not
   * @param place memory that its bytes go to; empty for memory of the group
   */
  private record Range(Optional<ShardPlaces.Place> found, Optional<MemorySegment> place) {}

  /**
   * No ranges yet.
   *
   * @param start a cell in the shard, for messages
   */
  ShardFetch(ArrayChunks chunks, long[] start) {
    this.chunks = chunks;
    this.start = start;
  }

  /** Adds a chunk, behind those before it. */
  void add(FetchGroup.Wanted wanted) {
    Optional<ShardPlaces.Place> found = chunks.places().find(chunks.start(wanted.chunk()));
    long length = found.map(place -> place.span().length()).orElse(0L);
    Optional<MemorySegment> place =
        wanted.place().filter(cells -> found.isPresent() && cells.byteSize() == length);
    bytes += place.isPresent() ? 0 : length;
    ranges.add(new Range(found, place));
  }

  /** Fetches all of them. */
  FetchGroup.Fetched run(MemoryShare memory) {
    if (bytes == 0) {
      return new FetchGroup.Fetched(null, fetch(MemorySegment.NULL));
    }
    NativeBuffer buffer = memory.take(bytes);
    boolean isFetched = false;
    try {
      List<MemorySegment> stored = fetch(buffer.bytes());
      isFetched = true;
      return new FetchGroup.Fetched(buffer, stored);
    } finally {
      if (!isFetched) {
        buffer.close();
      }
    }
  }

  private List<MemorySegment> fetch(MemorySegment room) {
    List<MemorySegment> stored = new ArrayList<>(ranges.size());
    List<Piece> pieces = new ArrayList<>();
    long at = 0;
    for (Range range : ranges) {
      if (range.found().isEmpty()) {
        stored.add(ArrayChunks.ABSENT);
        continue;
      }
      ShardPlaces.Place found = range.found().get();
      long length = found.span().length();
      MemorySegment target;
      if (range.place().isPresent()) {
        target = range.place().get();
      } else {
        target = room.asSlice(at, length);
        at += length;
      }
      stored.add(target);
      pieces.add(new Piece(found.span(), target));
    }
    ranges.stream()
        .flatMap(range -> range.found().stream())
        .findFirst()
        .ifPresent(first -> chunks.requireRead(first, pieces, start));
    return stored;
  }
}
