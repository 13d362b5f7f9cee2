package io.hypertile.journal.change;

import io.hypertile.journal.disk.DiskFailures;
import io.hypertile.journal.disk.DiskFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way into a transaction: few in native memory, many in a file of the journal, so
 * that a body is written to the log's side once and never held in memory. Used by one thread at a
 * time, for one commit, whose threads may read at the same time.
 */
public final class Staging implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Staging.class.getName());
  private static final int FIRST_BYTES = 4096;

  private final SideFiles sideFiles;
  private final int memoryBytes;
  private final CRC32C crc = new CRC32C();

  /** Bytes not yet in the file: all of them while there is no file. */
  private @Nullable ByteBuffer memory;

  private @Nullable DiskFile file;
  private long number;
  private boolean named;
  private long fileBytes;
  private boolean taken;
  private boolean closed;

  /**
   * An empty staging. Others than the journal take one from it.
   *
   * @param memoryBytes bytes kept in memory before a file is made
   */
  public Staging(SideFiles sideFiles, int memoryBytes) {
    this.sideFiles = sideFiles;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Adds the bytes from the buffer's position to its limit and moves the position there.
   *
   * @throws io.hypertile.error.ServiceException {@code storage-full} or {@code storage-unavailable}
   *     if the file cannot take them; the staging must be closed then
   */
  public void append(ByteBuffer bytes) {
    append(MemorySegment.ofBuffer(bytes));
    bytes.position(bytes.limit());
  }

  /**
   * Adds the bytes of memory.
   *
   * @throws io.hypertile.error.ServiceException as the other {@code append}
   */
  public void append(MemorySegment bytes) {
    Checks.require(!taken && !closed, "the staging is in use by a commit or closed");
    long done = 0;
    try {
      while (done < bytes.byteSize()) {
        ByteBuffer room = room(bytes.byteSize() - done);
        int count = (int) Math.min(room.remaining(), bytes.byteSize() - done);
        int start = room.position();
        Payloads.copy(bytes, done, room.limit(start + count));
        crc.update(room.position(start));
        room.limit(room.capacity());
        done += count;
      }
    } catch (IOException e) {
      throw DiskFailures.unchanged(e);
    }
  }

  /** The buffer with room for one byte at least. */
  private ByteBuffer room(long wanted) throws IOException {
    ByteBuffer buffer = memory;
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(Math.clamp(wanted, FIRST_BYTES, memoryBytes));
    } else if (!buffer.hasRemaining() && buffer.capacity() < memoryBytes) {
      long larger = Math.max(2L * buffer.capacity(), buffer.capacity() + wanted);
      buffer = ByteBuffer.allocateDirect((int) Math.min(larger, memoryBytes)).put(buffer.flip());
    } else if (!buffer.hasRemaining()) {
      flush(buffer);
    }
    memory = buffer;
    return buffer;
  }

  private void flush(ByteBuffer buffer) throws IOException {
    DiskFile target = file;
    if (target == null) {
      SideFiles.Fresh fresh = sideFiles.create();
      number = fresh.number();
      named = fresh.named();
      target = fresh.file();
      file = target;
    }
    int count = buffer.flip().remaining();
    target.write(buffer, fileBytes);
    fileBytes += count;
    buffer.clear();
  }

  /** Number of bytes added so far. */
  public long size() {
    ByteBuffer buffer = memory;
    return fileBytes + (buffer == null ? 0 : buffer.position());
  }

  /** CRC-32C of the bytes added so far. */
  public int crc32c() {
    return (int) crc.getValue();
  }

  /** All bytes added so far. */
  public Payload payload() {
    return payload(0, size());
  }

  /** The bytes from offset on, among those added so far. */
  public Payload payload(long offset, long length) {
    return new StagedPayload(this, offset, length);
  }

  /** Whether the bytes are in a side file. */
  public boolean isFile() {
    return file != null;
  }

  /** The number of its side file; 0 without one. */
  public long number() {
    return number;
  }

  /** Gives the bytes to a commit: those of a file are complete and durable then. */
  public void take() throws IOException {
    Checks.require(!taken && !closed, "the staging was used by another commit or closed");
    taken = true;
    DiskFile target = file;
    if (target != null) {
      ByteBuffer buffer = memory;
      if (buffer != null) {
        flush(buffer);
        memory = null;
      }
      target.force(false);
      if (!named) {
        sideFiles.forceNames();
        named = true;
      }
    }
  }

  /** Takes the bytes back after a commit that changed nothing; {@link #close} frees them. */
  public void giveBack() {
    taken = false;
  }

  /** Fills the buffer with staged bytes from offset on; they have been taken. */
  void read(long offset, ByteBuffer target) throws IOException {
    DiskFile source = file;
    ByteBuffer buffer = memory;
    if (source != null) {
      Payloads.readFully(source, offset, target);
    } else if (buffer != null) {
      int count = target.remaining();
      target.put(target.position(), buffer, Math.toIntExact(offset), count);
      target.position(target.limit());
    }
  }

  /** Ends the use by a commit that has applied the bytes; the side file stays for a replay. */
  public void release() throws IOException {
    closed = true;
    memory = null;
    DiskFile target = file;
    if (target != null) {
      target.close();
    }
  }

  /** Frees the bytes, unless a commit has taken them; then nothing happens. */
  @Override
  public void close() {
    if (taken || closed) {
      return;
    }
    try {
      release();
      if (file != null && named) {
        sideFiles.recycle(number);
      } else if (file != null) {
        sideFiles.delete(number);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a side file stays until the next start", e);
    }
  }
}
