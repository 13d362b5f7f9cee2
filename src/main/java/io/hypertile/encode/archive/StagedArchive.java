package io.hypertile.encode.archive;

import io.hypertile.encode.Spool;
import io.hypertile.error.TooLarge;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A ZIP archive that a client sent, in a file of its own: checked before the first entry is read,
 * and each entry as it is read. Any thread may read entries; one closes it, when none is read.
 */
public final class StagedArchive implements AutoCloseable {
  private static final int LOCAL = 0x04034b50;

  /** Bytes that a checksum is made of at a time, which one buffer can have. */
  private static final long PIECE = 64L << 20;

  private final FileChannel file;
  private final Arena arena;
  private final MemorySegment all;
  private final Map<String, ArchiveEntry> entries;

  /**
   * An archive.
   *
   * @param arena has the mapped file
   * @param all bytes of the file
   */
  private StagedArchive(
      FileChannel file, Arena arena, MemorySegment all, Map<String, ArchiveEntry> entries) {
    this.file = file;
    this.arena = arena;
    this.all = all;
    this.entries = entries;
  }

  /**
   * The archive of a body.
   *
   * @param spool place for its file
   * @param limit most bytes of all entries together, inflated
   * @throws io.hypertile.error.ServiceException {@code malformed-body}, {@code body-too-large}
   */
  public static StagedArchive receive(InputStream body, Spool spool, long limit)
      throws IOException {
    return receive(body, spool, limit, RepeatedNames.REFUSED);
  }

  /**
   * The archive of a body.
   *
   * @param spool place for its file
   * @param limit most bytes of all entries together, inflated
   * @param repeated entries of one name
   * @throws io.hypertile.error.ServiceException {@code malformed-body}, {@code body-too-large}
   */
  public static StagedArchive receive(
      InputStream body, Spool spool, long limit, RepeatedNames repeated) throws IOException {
    return of(spool.receive(body), limit, repeated);
  }

  /** The archive in a file, which is closed with it, and now if it is refused. */
  private static StagedArchive of(FileChannel file, long limit, RepeatedNames repeated)
      throws IOException {
    Arena arena = Arena.ofShared();
    boolean isMade = false;
    try {
      Map<String, ArchiveEntry> entries = ArchiveDirectory.read(file, repeated);
      long bytes = 0;
      for (ArchiveEntry entry : entries.values()) {
        bytes = entry.bytes() > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + entry.bytes();
      }
      TooLarge.requireBody(
          bytes,
          limit,
          most ->
              "The entries of an archive have at most %d bytes together, inflated; send several."
                  .formatted(most));
      MemorySegment all = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
      isMade = true;
      return new StagedArchive(file, arena, all, entries);
    } finally {
      if (!isMade) {
        try (file) {
          arena.close();
        }
      }
    }
  }

  /** Bytes of the archive as it was sent. */
  public long length() {
    return all.byteSize();
  }

  /** Bytes of all entries together, inflated. */
  public long inflated() {
    return entries.values().stream().mapToLong(ArchiveEntry::bytes).sum();
  }

  /** Names of the entries, in the order of the archive's directory. */
  public Set<String> names() {
    return entries.keySet();
  }

  /** Bytes of an entry; empty if no entry has the name. */
  public Optional<Long> size(String name) {
    return Optional.ofNullable(entries.get(name)).map(ArchiveEntry::bytes);
  }

  /**
   * The bytes of an entry that is there.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if the archive contradicts
   *     itself; reading throws it too
   */
  public InputStream open(String name) throws IOException {
    ArchiveEntry entry = require(name);
    return new EntryInput(file, entry, start(entry));
  }

  /**
   * The bytes of an entry that is there, where they lie in the archive; empty where they are
   * deflated.
   *
   * @return valid until the archive is closed, and at any address
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if the archive contradicts
   *     itself, or they do not have their checksum
   */
  public Optional<MemorySegment> find(String name) {
    Optional<MemorySegment> bytes = findUnchecked(name);
    bytes.ifPresent(found -> requireSum(name, found));
    return bytes;
  }

  /**
   * The bytes of an entry as {@link #find}, before {@link #requireSum}.
   *
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if the archive contradicts
   *     itself
   */
  public Optional<MemorySegment> findUnchecked(String name) {
    ArchiveEntry entry = require(name);
    if (entry.isDeflated() || entry.bytes() == 0) {
      return Optional.empty();
    }
    return Optional.of(all.asSlice(start(entry), entry.bytes()));
  }

  /**
   * Checks the bytes of an entry; any thread may.
   *
   * @param bytes all of them
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if they do not have their
   *     checksum
   */
  public void requireSum(String name, MemorySegment bytes) {
    CRC32 checksum = new CRC32();
    for (long at = 0; at < bytes.byteSize(); at += PIECE) {
      checksum.update(bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at)).asByteBuffer());
    }
    if ((int) checksum.getValue() != require(name).checksum()) {
      throw ArchiveFaults.malformed(name, "An entry does not have its checksum.");
    }
  }

  /** Place of the first byte of an entry. */
  private long start(ArchiveEntry entry) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    // What lies before the directory has room for head and name of each entry.
    ByteBuffer local =
        all.asSlice(entry.place(), ArchiveDirectory.LOCAL_BYTES + name.length)
            .asByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN);
    int nameBytes = local.getShort(26) & ArchiveDirectory.MOST_16;
    int extraBytes = local.getShort(28) & ArchiveDirectory.MOST_16;
    long start = entry.place() + ArchiveDirectory.LOCAL_BYTES + nameBytes + extraBytes;
    boolean isSame =
        local.getInt(0) == LOCAL
            && nameBytes == name.length
            && local.position(ArchiveDirectory.LOCAL_BYTES).equals(ByteBuffer.wrap(name))
            && start <= all.byteSize() - entry.storedBytes();
    if (!isSame) {
      throw ArchiveFaults.malformed(
          entry.name(), "An entry is not where the archive says, or has another name there.");
    }
    return start;
  }

  private ArchiveEntry require(String name) {
    return Objects.requireNonNull(entries.get(name), name);
  }

  /**
   * A short entry as a whole.
   *
   * @param limit most bytes of it
   */
  public byte[] bytes(String name, long limit) throws IOException {
    TooLarge.requireBody(
        require(name).bytes(),
        limit,
        most -> "The entry %s has at most %d bytes.".formatted(name, most));
    try (InputStream input = open(name)) {
      return input.readAllBytes();
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      arena.close();
    }
  }
}
