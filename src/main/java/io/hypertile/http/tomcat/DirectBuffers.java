package io.hypertile.http.tomcat;

import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a connection, in which memory of the answer takes the place of the buffer for
 * writing while it is sent. Tomcat copies all that it sends into that buffer, piece by piece; lent
 * memory goes to the socket as it is, in as few calls as the socket takes, by the same loop that
 * waits for the client otherwise. Bytes that wait in the buffer, such as the head of the answer, go
 * before it in the same call. Used by one thread at a time.
 */
final class DirectBuffers extends SocketBufferHandler {
  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

  private @Nullable ByteBuffer lent;
  private boolean isSending;

  /** Buffers of so many bytes for reading and for writing. */
  DirectBuffers(int readSize, int writeSize, boolean isDirect) {
    super(readSize, writeSize, isDirect);
  }

  /**
   * Puts memory in the place of the buffer for writing. The next write to the connection must be of
   * this memory.
   */
  void lend(ByteBuffer bytes) {
    lent = bytes;
    isSending = false;
  }

  /** Bytes that were written before lent memory and go out before it; null if none wait. */
  @Nullable ByteBuffer waitingBefore(ByteBuffer bytes) {
    if (lent != bytes || super.isWriteBufferEmpty()) {
      return null;
    }
    super.configureWriteBufferForRead();
    return super.getWriteBuffer();
  }

  /** Ends the use of lent memory, whatever has become of it. */
  void takeBack() {
    lent = null;
    isSending = false;
  }

  @Override
  public void configureWriteBufferForWrite() {
    if (lent == null) {
      super.configureWriteBufferForWrite();
    } else {
      isSending = false;
    }
  }

  @Override
  public void configureWriteBufferForRead() {
    if (lent == null) {
      super.configureWriteBufferForRead();
    } else if (lent.hasRemaining()) {
      isSending = true;
    } else {
      throw new IllegalStateException("other bytes are written while memory is lent");
    }
  }

  @Override
  public ByteBuffer getWriteBuffer() {
    if (lent == null) {
      return super.getWriteBuffer();
    }
    return isSending ? lent : NO_ROOM;
  }

  @Override
  public void reset() {
    takeBack();
    super.reset();
  }
}
