package io.hypertile.dataset.store;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.Region;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decoded boxes of chunks, or whole chunks, by their places, which never hold other bytes, so that
 * none is ever out of date. Parts that are decoded together lie together in one slab. Native
 * memory, bounded, and only what no other use wants; slabs used longest ago go first. Thread-safe.
 */
final class ChunkCache implements AutoCloseable {
  /** Fewest bytes of an entry, so that the entries of all slabs are not too many for the heap. */
  private static final long ALIGNMENT = 256;

  private final MemoryShare memory;
  private final long mostBytes;
  private final Map<Place, Entry> entries = new HashMap<>();

  /** Slabs with entries, those used longest ago first. */
  private final LinkedHashSet<Slab> slabs = new LinkedHashSet<>();

  private long bytes;
  private boolean isClosed;

  /** A place in a segment, by its name. */
  record Place(String segment, long offset) {}

  /**
   * Memory for several entries. It is freed once the cache has dropped it and nobody fills it or
   * reads an entry of it.
   */
  final class Slab implements AutoCloseable {
    private final NativeBuffer buffer;
    private final long size;
    private final Set<Place> places = new HashSet<>();
    private long taken;
    private int holders = 1;

    private Slab(NativeBuffer buffer, long size) {
      this.buffer = buffer;
      this.size = size;
    }

    /**
     * The next free bytes of the slab; empty if fewer are left. For the thread that fills the slab.
     */
    Optional<MemorySegment> take(long count) {
      if (count > size - taken) {
        return Optional.empty();
      }
      MemorySegment room = buffer.bytes().asSlice(taken, count);
      taken += roomOf(count);
      return Optional.of(room);
    }

    @Override
    public void close() {
      release(this);
    }
  }

  /** Cells of a chunk, held by those that read them. */
  static final class Entry {
    private final Slab slab;
    private final MemorySegment cells;
    private final Region box;

    private Entry(Slab slab, MemorySegment cells, Region box) {
      this.slab = slab;
      this.cells = cells;
      this.box = box;
    }

    /** Cells of the box, in C order. */
    MemorySegment cells() {
      return cells;
    }

    /** The box in the chunk. */
    Region box() {
      return box;
    }
  }

  /**
   * An empty cache.
   *
   * @param mostBytes of all slabs together
   */
  ChunkCache(MemoryShare memory, long mostBytes) {
    this.memory = memory;
    this.mostBytes = mostBytes;
  }

  /**
   * Cells of chunks, held for the caller until {@link #closeAll}.
   *
   * @return for each place, in order; null if its chunk is not kept
   */
  synchronized List<@Nullable Entry> findAll(List<Place> places) {
    List<@Nullable Entry> all = new ArrayList<>(places.size());
    Slab last = null;
    for (Place place : places) {
      Entry found = entries.get(place);
      if (found != null) {
        found.slab.holders++;
        if (found.slab != last) {
          last = found.slab;
          slabs.addLast(last);
        }
      }
      all.add(found);
    }
    return all;
  }

  /** Lets go of entries that {@link #findAll} gave, once. */
  synchronized void closeAll(List<@Nullable Entry> held) {
    for (Entry entry : held) {
      if (entry != null) {
        release(entry.slab);
      }
    }
  }

  /** Whether a chunk is kept, or a part of it. */
  synchronized boolean has(Place place) {
    return entries.containsKey(place);
  }

  /** Bytes of a slab that so many bytes of cells take up. */
  static long roomOf(long count) {
    return Math.ceilDiv(count, ALIGNMENT) * ALIGNMENT;
  }

  /**
   * Room for cells that are to be decoded, or some of them, held by the caller; empty if memory is
   * short.
   */
  Optional<Slab> room(long wanted) {
    long size = Math.min(wanted, mostBytes / 4);
    if (size == 0) {
      return Optional.empty();
    }
    trim(mostBytes - size);
    return memory.tryTake(size).map(buffer -> new Slab(buffer, size));
  }

  /**
   * Keeps cells that were decoded, unless as many of the chunk are kept.
   *
   * @param slab has the cells
   * @param cells those of the box, in C order
   * @param box in the chunk
   */
  synchronized void keep(Place place, Slab slab, MemorySegment cells, Region box) {
    Entry before = entries.get(place);
    if (isClosed || before != null && before.box.contains(box)) {
      return;
    }
    if (before != null && before.slab != slab) {
      before.slab.places.remove(place);
      if (before.slab.places.isEmpty()) {
        slabs.remove(before.slab);
        drop(before.slab);
      }
    }
    entries.put(place, new Entry(slab, cells, box));
    slab.places.add(place);
    if (slabs.add(slab)) {
      bytes += slab.size;
      // Slabs that are filled at the same time found room one without the others.
      trim(mostBytes);
    }
  }

  /** Gives up a slab that is not among the others any more. */
  private void drop(Slab slab) {
    bytes -= slab.size;
    slab.places.forEach(entries::remove);
    slab.places.clear();
    if (slab.holders == 0) {
      slab.buffer.close();
    }
  }

  private synchronized void trim(long most) {
    Iterator<Slab> eldest = slabs.iterator();
    while (bytes > most && eldest.hasNext()) {
      Slab slab = eldest.next();
      eldest.remove();
      drop(slab);
    }
  }

  private synchronized void release(Slab slab) {
    slab.holders--;
    if (slab.holders == 0 && !slabs.contains(slab)) {
      slab.buffer.close();
    }
  }

  /** Bytes of all slabs that are kept. */
  synchronized long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    trim(0);
  }
}
