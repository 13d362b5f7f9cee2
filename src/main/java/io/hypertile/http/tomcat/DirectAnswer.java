package io.hypertile.http.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.CloseNowException;
import org.apache.coyote.Response;

/**
 * Way of large pieces of native memory from an answer to its socket, past the copies into Tomcat's
 * buffers. Only for answers whose length their head announces: their bodies go out as they are,
 * with nothing between the pieces. Used by the thread that serves the request.
 */
final class DirectAnswer implements WritableByteChannel {
  private final DirectBuffers buffers;
  private final Response response;

  /** The way of one answer over a connection with these buffers. */
  DirectAnswer(DirectBuffers buffers, Response response) {
    this.buffers = buffers;
    this.response = response;
  }

  /**
   * Sends all remaining bytes, or nothing if they cannot go this way. The head goes out with them
   * unless it did before. What else was written before has to be flushed.
   *
   * @return the number that were sent
   * @throws IOException if the client goes, or takes them too slowly
   */
  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    if (!bytes.isDirect()) {
      return 0;
    }
    if (!response.isCommitted()) {
      response.commit();
    }
    // An answer that the container compresses has no length any more once its head is made.
    long left = response.getContentLengthLong() - response.getContentWritten();
    if (count > left) {
      return 0;
    }
    buffers.lend(bytes);
    try {
      response.doWrite(bytes);
    } catch (CloseNowException e) {
      throw e;
    } catch (IOException e) {
      throw new ClientAbortException(e);
    } finally {
      buffers.takeBack();
    }
    return count - bytes.remaining();
  }

  /** Whether the answer has a length so far, without which nothing can go this way. */
  @Override
  public boolean isOpen() {
    return response.getContentLengthLong() >= 0;
  }

  /** Does nothing: the connection is the container's. */
  @Override
  public void close() {}
}
