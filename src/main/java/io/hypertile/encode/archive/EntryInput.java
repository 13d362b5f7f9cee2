package io.hypertile.encode.archive;

import io.hypertile.encode.NativeInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of an entry of an archive: as many as its directory says and with its checksum, or a
 * failure at the latest with the last of them. Holds a buffer of a fixed size. Used by one thread.
 */
final class EntryInput extends NativeInput {
  private static final int BUFFER = 32 << 10;

  /** Bytes below which reads of an entry that is stored as it is go through a buffer. */
  private static final int SMALL = 512;

  private final FileChannel file;
  private final ArchiveEntry entry;
  private final CRC32 checksum = new CRC32();
  private final @Nullable Inflater inflater;
  private final ByteBuffer stored;
  private long place;
  private long storedLeft;
  private long left;
  private boolean isChecked;

  /**
   * The bytes of an entry.
   *
   * @param start place of the first byte in the archive
   */
  EntryInput(FileChannel file, ArchiveEntry entry, long start) {
    this.file = file;
    this.entry = entry;
    this.place = start;
    this.storedLeft = entry.storedBytes();
    this.left = entry.bytes();
    this.inflater = entry.isDeflated() ? new Inflater(true) : null;
    this.stored = ByteBuffer.allocate(inflater == null ? SMALL : BUFFER).limit(0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      check();
      return -1;
    }
    int most = (int) Math.min(length, left);
    Inflater own = inflater;
    int count = own == null ? copy(target, offset, most) : inflate(own, target, offset, most);
    checksum.update(target, offset, count);
    left -= count;
    if (left == 0) {
      check();
    }
    return count;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    if (left == 0 || inflater != null || stored.hasRemaining()) {
      byte[] some = new byte[Math.min(target.remaining(), BUFFER)];
      int count = read(some, 0, some.length);
      target.put(some, 0, Math.max(count, 0));
      return count;
    }
    ByteBuffer piece = target.slice().limit((int) Math.min(target.remaining(), left));
    int count = readStored(piece);
    checksum.update(piece.flip());
    target.position(target.position() + count);
    left -= count;
    if (left == 0) {
      check();
    }
    return count;
  }

  private int copy(byte[] target, int offset, int most) throws IOException {
    if (!stored.hasRemaining() && most >= SMALL) {
      return readStored(ByteBuffer.wrap(target, offset, most));
    }
    fill();
    int count = Math.min(most, stored.remaining());
    stored.get(target, offset, count);
    return count;
  }

  private int inflate(Inflater inflater, byte[] target, int offset, int most) throws IOException {
    try {
      while (true) {
        int count = inflater.inflate(target, offset, most);
        if (count > 0) {
          return count;
        }
        if (inflater.finished() || inflater.needsDictionary()) {
          throw ArchiveFaults.malformed(
              entry.name(), "An entry has fewer bytes than the archive says.");
        }
        fill();
        inflater.setInput(stored);
      }
    } catch (DataFormatException e) {
      throw ArchiveFaults.malformed(entry.name(), "An entry cannot be inflated.");
    }
  }

  /** Reads more of the archive, if all that was read is used. */
  private void fill() throws IOException {
    if (stored.hasRemaining()) {
      return;
    }
    stored.clear();
    readStored(stored);
    stored.flip();
  }

  /** Reads bytes of the archive, at least one. */
  private int readStored(ByteBuffer target) throws IOException {
    target.limit(target.position() + (int) Math.min(target.remaining(), storedLeft));
    int count = target.hasRemaining() ? file.read(target, place) : -1;
    if (count <= 0) {
      throw ArchiveFaults.malformed(entry.name(), "An entry ends before its last byte.");
    }
    place += count;
    storedLeft -= count;
    return count;
  }

  private void check() throws IOException {
    if (isChecked) {
      return;
    }
    isChecked = true;
    if ((int) checksum.getValue() != entry.checksum()) {
      throw ArchiveFaults.malformed(entry.name(), "An entry does not have its checksum.");
    }
    Inflater own = inflater;
    if (own != null && hasMore(own)) {
      throw ArchiveFaults.malformed(entry.name(), "An entry has more bytes than the archive says.");
    }
  }

  /** Whether one more byte can be inflated. */
  private boolean hasMore(Inflater inflater) throws IOException {
    byte[] one = new byte[1];
    try {
      while (!inflater.finished()) {
        if (inflater.inflate(one) > 0) {
          return true;
        }
        if (inflater.needsInput() && !inflater.finished()) {
          fill();
          inflater.setInput(stored);
        }
      }
      return false;
    } catch (DataFormatException e) {
      throw ArchiveFaults.malformed(entry.name(), "An entry cannot be inflated.");
    }
  }

  @Override
  public void close() {
    Inflater own = inflater;
    if (own != null) {
      own.end();
    }
  }
}
