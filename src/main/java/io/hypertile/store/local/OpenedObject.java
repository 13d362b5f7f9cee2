package io.hypertile.store.local;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The file of an object, opened in a state that is known. A file renamed over it does not change
 * it.
 *
 * @param channel closed with this
 * @param state the state of the bytes
 */
record OpenedObject(FileChannel channel, FileState state) implements AutoCloseable {
  /** Most bytes in one view of memory. */
  private static final long VIEW = 1 << 30;

  /** Fills the memory with bytes from a position on. */
  void read(long position, MemorySegment target) throws IOException {
    for (long done = 0; done < target.byteSize(); done += VIEW) {
      long length = Math.min(VIEW, target.byteSize() - done);
      read(position + done, target.asSlice(done, length).asByteBuffer());
    }
  }

  /** Fills the buffer with bytes from a position on. */
  void read(long position, ByteBuffer target) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new IOException("the file has become shorter while it was read");
      }
      at += count;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
