package io.hypertile.store.layer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32C;

/**
 * Bytes of objects that never change, in one file of a bounded size: new ones take the place of the
 * oldest. What is read is compared with a checksum, so that bytes that were replaced meanwhile or
 * damaged on the disk count as not kept. If the disk fails or is full, less is kept, and no call
 * fails. Ranges that are kept when it is closed are there again when it is opened. Thread-safe; no
 * lock is held while the disk is waited for.
 */
final class ObjectRing implements AutoCloseable {
  /** Most ranges that are kept: each takes some 300 bytes of the heap. */
  private static final int MOST_RANGES = 200_000;

  /** Part of the room that one range may take. */
  private static final int LARGEST_PART = 8;

  private static final System.Logger LOG = System.getLogger(ObjectRing.class.getName());

  private final Path path;
  private final long room;
  private final KeptFile index;
  private final Map<RingRange.Name, RingRange> held = new HashMap<>();
  private final Deque<Place> order = new ArrayDeque<>();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private FileChannel file;
  private long head;
  private boolean isClosed;
  private volatile boolean hasFailed;

  /**
   * The ring of a file, with what it kept when it was last closed; without any bytes if it was not
   * closed, or had another size.
   *
   * @param path its file
   * @param room most bytes of the file
   * @throws UncheckedIOException if the file cannot be made
   */
  ObjectRing(Path path, long room) {
    this.path = path;
    this.room = room;
    this.index = new KeptFile(path.resolveSibling(path.getFileName() + ".index"), "room " + room);
    try {
      Path directory = path.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      if (index.take(this::resume).isEmpty() || !Files.exists(path)) {
        held.clear();
        order.clear();
        head = 0;
        Files.deleteIfExists(path);
      }
      file = open();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be made", e);
    }
  }

  private record Place(RingRange.Name name, long at) {}

  private boolean resume(DataInputStream in) throws IOException {
    head = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      RingRange kept = RingRange.read(in);
      if (!kept.isWithin(head, room) || order.size() == MOST_RANGES) {
        throw new IllegalArgumentException("a range outside of the file");
      }
      held.put(kept.name(), kept);
      order.add(new Place(kept.name(), kept.at()));
    }
    return true;
  }

  /** Writes all ranges in the order of the file, for the next start. */
  private void write(DataOutputStream out) throws IOException {
    List<RingRange> ranges = order.stream().flatMap(place -> held(place).stream()).toList();
    out.writeLong(head);
    out.writeInt(ranges.size());
    for (RingRange range : ranges) {
      range.write(out);
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Number of bytes of a range; empty if it is not kept, which counts as a miss. */
  synchronized Optional<Integer> length(RingRange.Name name) {
    RingRange found = held.get(name);
    if (found == null) {
      misses.increment();
    }
    return Optional.ofNullable(found).map(RingRange::length);
  }

  /**
   * Reads a range.
   *
   * @param target room for all of the range; may hold any bytes afterwards if it is not kept
   * @return empty if it is not kept
   */
  Optional<RingRange.Facts> read(RingRange.Name name, MemorySegment target) {
    RingRange found;
    FileChannel from;
    synchronized (this) {
      found = held.get(name);
      from = file;
    }
    if (found == null
        || found.length() != target.byteSize()
        || !isRead(from, name, found, target)) {
      misses.increment();
      return Optional.empty();
    }
    hits.increment();
    return Optional.of(found.facts());
  }

  private boolean isRead(
      FileChannel from, RingRange.Name name, RingRange found, MemorySegment target) {
    ByteBuffer bytes = target.asByteBuffer();
    try {
      long at = found.at() % room;
      while (bytes.hasRemaining()) {
        int count = from.read(bytes, at);
        if (count < 0) {
          forget(name, found);
          return false;
        }
        at += count;
      }
    } catch (IOException e) {
      failed(from, e);
      return false;
    }
    if (checksum(target) != found.checksum()) {
      forget(name, found);
      return false;
    }
    return true;
  }

  /** Gives up a range whose bytes are not what was kept, so that it can be kept again. */
  private synchronized void forget(RingRange.Name name, RingRange damaged) {
    held.remove(name, damaged);
  }

  /**
   * Keeps a range, which must not change meanwhile; does nothing if it is too large or the disk has
   * failed.
   */
  void keep(RingRange.Name name, MemorySegment bytes, RingRange.Facts facts) {
    long length = bytes.byteSize();
    if (length == 0 || length > room / LARGEST_PART || length > Integer.MAX_VALUE || hasFailed) {
      return;
    }
    long at;
    FileChannel to;
    synchronized (this) {
      if (isClosed || held.containsKey(name)) {
        return;
      }
      at = reserve(name, length);
      to = file;
    }
    ByteBuffer left = bytes.asByteBuffer();
    long position = at % room;
    try {
      while (left.hasRemaining()) {
        position += to.write(left, position);
      }
    } catch (IOException e) {
      failed(to, e);
      return;
    }
    RingRange kept = new RingRange(name, at, (int) length, checksum(bytes), facts);
    synchronized (this) {
      if (at >= head - room) {
        held.put(name, kept);
      }
    }
  }

  /** Takes the next place, and gives up what was there. */
  private long reserve(RingRange.Name name, long length) {
    if (head % room + length > room) {
      head += room - head % room;
    }
    long at = head;
    head += length;
    order.add(new Place(name, at));
    while (order.size() > MOST_RANGES || order.getFirst().at < head - room) {
      Place gone = order.remove();
      held(gone).ifPresent(known -> held.remove(gone.name));
    }
    return at;
  }

  /** The range at a place; empty if it is not kept, or at a later place by now. */
  private Optional<RingRange> held(Place place) {
    return Optional.ofNullable(held.get(place.name)).filter(known -> known.at() == place.at);
  }

  private static long checksum(MemorySegment bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.asByteBuffer());
    return checksum.getValue();
  }

  /** Opens the file again that an interrupted thread has closed; gives up after other failures. */
  private synchronized void failed(FileChannel used, IOException failure) {
    if (isClosed || used != file) {
      return;
    }
    try {
      if (failure instanceof ClosedChannelException) {
        file = open();
        return;
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    if (!hasFailed) {
      LOG.log(System.Logger.Level.WARNING, "no more objects are kept in " + path, failure);
    }
    hasFailed = true;
  }

  /** Ranges that were asked for and kept. */
  long hits() {
    return hits.sum();
  }

  /** Ranges that were asked for and not kept. */
  long misses() {
    return misses.sum();
  }

  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (!hasFailed) {
      index.write(this::write);
    }
    held.clear();
    order.clear();
    try {
      file.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the file of kept objects is not closed", e);
    }
  }
}
