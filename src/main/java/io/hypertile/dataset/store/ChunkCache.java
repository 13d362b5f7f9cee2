package io.hypertile.dataset.store;

import io.hypertile.codec.WantedBytes;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decoded chunks, or the decoded parts of them, by their places, which never hold other bytes, so
 * that none is ever out of date. Native memory, bounded, and only what no other use wants; those
 * used longest ago go first. Thread-safe.
 */
final class ChunkCache implements AutoCloseable {
  private final MemoryShare memory;
  private final long mostBytes;
  private final LinkedHashMap<Place, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private boolean isClosed;

  /** A place in a segment, by its name. */
  record Place(String segment, long offset) {}

  /** A chunk, held by those that read it. */
  final class Entry implements AutoCloseable {
    private final NativeBuffer buffer;
    private final MemorySegment cells;
    private WantedBytes decoded = WantedBytes.all(0);
    private int holders = 1;
    private boolean isKept;

    private Entry(NativeBuffer buffer, long size) {
      this.buffer = buffer;
      this.cells = buffer.bytes().asSlice(0, size);
    }

    /** All cells of the chunk, decoded or not. */
    MemorySegment cells() {
      return cells;
    }

    /** Bytes of the cells that were decoded. */
    WantedBytes decoded() {
      return decoded;
    }

    @Override
    public void close() {
      release(this);
    }
  }

  /**
   * An empty cache.
   *
   * @param mostBytes of all chunks together
   */
  ChunkCache(MemoryShare memory, long mostBytes) {
    this.memory = memory;
    this.mostBytes = mostBytes;
  }

  /** The chunk of a place, held for the caller; empty if it is not kept. */
  synchronized Optional<Entry> find(Place place) {
    Entry found = entries.get(place);
    if (found != null) {
      found.holders++;
    }
    return Optional.ofNullable(found);
  }

  /** Whether a chunk is kept, or a part of it. */
  synchronized boolean has(Place place) {
    return entries.containsKey(place);
  }

  /** Room for a chunk that is to be decoded, held by the caller; empty if there is none. */
  Optional<Entry> room(long size) {
    if (size > mostBytes / 4) {
      return Optional.empty();
    }
    trim(mostBytes - size);
    return memory.tryTake(size).map(buffer -> new Entry(buffer, size));
  }

  /**
   * Keeps a chunk that was decoded, unless as much of it is kept.
   *
   * @param decoded bytes of its cells; the others are never looked at
   */
  synchronized void keep(Place place, Entry entry, WantedBytes decoded) {
    entry.decoded = decoded;
    Entry before = entries.get(place);
    if (isClosed || before != null && before.decoded.contains(decoded)) {
      return;
    }
    if (before != null) {
      entries.remove(place);
      drop(before);
    }
    entries.put(place, entry);
    entry.isKept = true;
    bytes += entry.cells().byteSize();
  }

  /** Gives up an entry that is not among the others any more. */
  private void drop(Entry entry) {
    entry.isKept = false;
    bytes -= entry.cells().byteSize();
    if (entry.holders == 0) {
      entry.buffer.close();
    }
  }

  private synchronized void trim(long most) {
    Iterator<Map.Entry<Place, Entry>> eldest = entries.entrySet().iterator();
    while (bytes > most && eldest.hasNext()) {
      Entry entry = eldest.next().getValue();
      eldest.remove();
      drop(entry);
    }
  }

  private synchronized void release(Entry entry) {
    entry.holders--;
    if (entry.holders == 0 && !entry.isKept) {
      entry.buffer.close();
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    trim(0);
  }
}
