package io.hypertile.encode.zip;

import io.hypertile.encode.CellEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;

/** Writes the entries of an archive one after the other. Used by one thread at a time. */
public final class ZipStream {
  private static final long LARGEST_PIECE = 1 << 30;

  private final ZipEntries entries;
  private final int[] checksums;
  private final CRC32 checksum = new CRC32();
  private final CellEncoder cells = CellEncoder.verbatim(new byte[0], Long.MAX_VALUE);
  private int next;
  private long left;

  /** Writes an archive of these entries. */
  public ZipStream(ZipEntries entries) {
    this.entries = entries;
    this.checksums = new int[entries.count()];
  }

  /** Begins the next entry. */
  public void open(OutputStream out) throws IOException {
    out.write(entries.local(next));
    checksum.reset();
    left = entries.entry(next).size();
  }

  /** Writes bytes of the entry that was begun. */
  public void write(byte[] piece, OutputStream out) throws IOException {
    take(piece.length);
    checksum.update(piece);
    out.write(piece);
  }

  /**
   * Writes bytes of the entry that was begun.
   *
   * @throws IllegalStateException if it has fewer
   */
  public void write(MemorySegment piece, OutputStream out) throws IOException {
    take(piece.byteSize());
    for (long at = 0; at < piece.byteSize(); at += LARGEST_PIECE) {
      long count = Math.min(LARGEST_PIECE, piece.byteSize() - at);
      checksum.update(piece.asSlice(at, count).asByteBuffer());
    }
    cells.cells(piece, out);
  }

  /** A stream into the entry that was begun. */
  OutputStream entry(OutputStream out) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        ZipStream.this.write(new byte[] {(byte) value}, out);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        ZipStream.this.write(MemorySegment.ofArray(bytes).asSlice(from, count), out);
      }
    };
  }

  private void take(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw new IllegalStateException("the entry has " + -left + " bytes fewer");
    }
  }

  /**
   * Ends the entry.
   *
   * @throws IllegalStateException if it has more bytes than were written
   */
  public void close(OutputStream out) throws IOException {
    if (left != 0) {
      throw new IllegalStateException("the entry has " + left + " bytes more");
    }
    checksums[next] = (int) checksum.getValue();
    out.write(entries.descriptor(next, checksums[next]));
    next++;
  }

  /** Writes the next entry, of a few bytes, as a whole. */
  public void entry(byte[] content, OutputStream out) throws IOException {
    open(out);
    write(content, out);
    close(out);
  }

  /** Writes the directory, after all entries. */
  public void finish(OutputStream out) throws IOException {
    if (next != entries.count()) {
      throw new IllegalStateException(next + " entries of " + entries.count() + " were written");
    }
    long place = 0;
    long directory = 0;
    for (int n = 0; n < next; n++) {
      byte[] record = entries.central(n, place, checksums[n]);
      out.write(record);
      directory += record.length;
      place += entries.entry(n).bytes();
    }
    out.write(entries.end(place, directory));
  }
}
