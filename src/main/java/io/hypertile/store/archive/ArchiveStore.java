package io.hypertile.store.archive;

import io.hypertile.encode.Spool;
import io.hypertile.encode.archive.ArchiveFaults;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.Listing;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The entries of an archive as objects of a store that is only read: inflated one behind the other
 * into a file, each against its size and checksum, so that a part of one is read without the rest.
 * Their names are in memory. Entries whose names are no keys are left out. Thread-safe.
 */
public final class ArchiveStore implements Store {
  private static final String NAME = "archive";
  private static final ObjectVersion ONLY = new ObjectVersion("1");

  /** Most bytes in one view of memory. */
  private static final long VIEW = 1 << 30;

  private final FileChannel file;
  private final NavigableMap<StoreKey, Place> places;

  /** Bytes of an object in the file. */
  private record Place(long start, long bytes) {}

  private ArchiveStore(FileChannel file, NavigableMap<StoreKey, Place> places) {
    this.file = file;
    this.places = places;
  }

  /**
   * Unpacks an archive, whose size was bounded when it was received.
   *
   * @param archive is not read any more when this returns
   * @param spool place for the file
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if an entry has another size
   *     or checksum than the archive says
   */
  public static ArchiveStore unpack(StagedArchive archive, Spool spool) throws IOException {
    FileChannel file = spool.open();
    boolean isMade = false;
    try {
      NavigableMap<StoreKey, Place> places = new TreeMap<>();
      for (String name : archive.names()) {
        if (StoreKey.isKey(name)) {
          long start = file.position();
          try (InputStream entry = archive.open(name)) {
            entry.transferTo(Channels.newOutputStream(file));
          }
          places.put(new StoreKey(name), new Place(start, file.position() - start));
        }
      }
      isMade = true;
      return new ArchiveStore(file, places);
    } finally {
      if (!isMade) {
        file.close();
      }
    }
  }

  /** Keys of all objects, in order. */
  public Set<StoreKey> keys() {
    return places.navigableKeySet();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return Optional.ofNullable(places.get(key)).map(place -> object(key, place));
  }

  private static StoredObject object(StoreKey key, Place place) {
    return new StoredObject(key, place.bytes, ONLY);
  }

  /**
   * All bytes of a small object.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if it has more
   */
  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    Place place = places.get(key);
    if (place == null) {
      return Optional.empty();
    }
    if (place.bytes > limit) {
      throw ArchiveFaults.malformed(
          key.text(), "A document in the archive has more than " + limit + " bytes.");
    }
    byte[] bytes = new byte[Math.toIntExact(place.bytes)];
    fill(MemorySegment.ofArray(bytes), place.start);
    return Optional.of(new LoadedObject(bytes, ONLY));
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    Place place = places.get(key);
    if (place == null) {
      return new ReadResult.Absent();
    }
    if (at.isPresent() && !at.get().equals(ONLY)) {
      return new ReadResult.Changed(Optional.of(ONLY));
    }
    for (Piece piece : pieces) {
      Optional<ByteRange.Span> span = piece.range().within(place.bytes);
      if (span.isEmpty()) {
        return new ReadResult.TooShort(place.bytes);
      }
      fill(piece.target(), place.start + span.get().offset());
    }
    return new ReadResult.Read(ONLY, place.bytes);
  }

  private void fill(MemorySegment target, long start) {
    try {
      for (long done = 0; done < target.byteSize(); done += VIEW) {
        long length = Math.min(VIEW, target.byteSize() - done);
        fill(target.asSlice(done, length).asByteBuffer(), start + done);
      }
    } catch (IOException e) {
      throw new StoreException(NAME, "A copy of the body cannot be read back.", Retry.LATER, e);
    }
  }

  private void fill(ByteBuffer target, long start) throws IOException {
    for (long at = start; target.hasRemaining(); ) {
      int count = file.read(target, at);
      if (count < 0) {
        throw new EOFException();
      }
      at += count;
    }
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    Listing listing = new Listing(prefix, after, limit, depth);
    NavigableMap<StoreKey, Place> left =
        listing.first().map(first -> places.tailMap(first, true)).orElse(places);
    for (var entry : left.entrySet()) {
      if (!listing.add(object(entry.getKey(), entry.getValue()))) {
        break;
      }
    }
    return listing.page();
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    throw new UnsupportedOperationException("archives are only read");
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    throw new UnsupportedOperationException("archives are only read");
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, false, false, true, 0);
  }

  @Override
  public CheckResult check() {
    return new CheckResult.Usable();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(ArchiveStore.class.getName())
          .log(System.Logger.Level.DEBUG, "a spool file fails to close", e);
    }
  }
}
