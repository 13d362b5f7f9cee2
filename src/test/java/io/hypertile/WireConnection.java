package io.hypertile;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A kept-alive connection that costs next to nothing per request: the request is bytes made
 * beforehand, and of the answer only status and length are looked at. Answers in chunks, which give
 * no length, must fit the buffer. Used by one thread.
 */
final class WireConnection implements AutoCloseable {
  private static final int BUFFER = 256 << 10;
  private static final int SHOWN = 1000;
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  /** Bytes of the body of the answer under way that are still to come; -1 before its head. */
  private long missing = -1;

  private long bodyBytes;
  private int status;

  private WireConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects to a port of the loopback interface. */
  static WireConnection open(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new WireConnection(channel);
  }

  /** The bytes of a request without a body. */
  static ByteBuffer get(String path, String... headers) {
    String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    String text = head + String.join("", headers) + "\r\n";
    return direct(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Bytes in native memory, from which they are sent without another copy. */
  static ByteBuffer direct(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(length);
    for (byte[] part : parts) {
      bytes.put(part);
    }
    return bytes.flip();
  }

  /** The channel, for who waits for several connections. */
  SocketChannel channel() {
    return channel;
  }

  /**
   * Sends a request and takes its answer whole.
   *
   * @return bytes of the body
   * @throws IOException if the answer is cut off or has another status
   */
  long exchange(ByteBuffer request, int expected) throws IOException {
    send(request);
    while (!receive(expected)) {
      // The rest is on its way.
    }
    return bodyBytes;
  }

  /** Sends a request; a non-blocking connection takes a short one at once. */
  void send(ByteBuffer request) throws IOException {
    ByteBuffer bytes = request.duplicate();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    missing = -1;
    buffer.clear();
  }

  /**
   * Takes what has arrived of the answer.
   *
   * @return whether the answer is whole
   */
  boolean receive(int expected) throws IOException {
    if (missing >= 0) {
      buffer.clear();
    }
    int read = channel.read(buffer);
    if (read < 0 || read == 0 && !buffer.hasRemaining()) {
      throw new EOFException("the answer is cut off, " + missing + " bytes are missing");
    }
    if (missing >= 0) {
      missing -= read;
    } else {
      readHead();
      if (missing >= 0 && status != expected) {
        throw new IOException("status " + status + " instead of " + expected + ": " + text());
      }
    }
    return missing == 0;
  }

  private String text() {
    String text = StandardCharsets.UTF_8.decode(buffer.duplicate().flip()).toString();
    return text.substring(0, Math.min(SHOWN, text.length()));
  }

  private void readHead() {
    int end = headEnd();
    if (end < 0) {
      return;
    }
    status = (digit(9) * 10 + digit(10)) * 10 + digit(11);
    bodyBytes = status == 204 || status == 304 ? 0 : length(end);
    if (bodyBytes >= 0) {
      missing = bodyBytes - (buffer.position() - end);
    } else if (isLastChunk()) {
      bodyBytes = buffer.position() - end;
      missing = 0;
    }
  }

  private boolean isLastChunk() {
    int from = buffer.position() - LAST_CHUNK.length;
    for (int n = 0; n < LAST_CHUNK.length; n++) {
      if (buffer.get(from + n) != LAST_CHUNK[n]) {
        return false;
      }
    }
    return true;
  }

  private int digit(int at) {
    return buffer.get(at) - '0';
  }

  private int headEnd() {
    for (int at = 3; at < buffer.position(); at++) {
      if (buffer.get(at) == '\n' && buffer.get(at - 2) == '\n') {
        return at + 1;
      }
    }
    return -1;
  }

  /** The length that the head gives; -1 when it gives none. */
  private long length(int end) {
    for (int at = 0; at + LENGTH.length < end; at++) {
      int n = 0;
      while (n < LENGTH.length && (buffer.get(at + n) | 0x20) == (LENGTH[n] | 0x20)) {
        n++;
      }
      if (n == LENGTH.length && buffer.get(at - 1) == '\n') {
        return number(at + n);
      }
    }
    return -1;
  }

  private long number(int from) {
    int at = from;
    while (buffer.get(at) == ' ') {
      at++;
    }
    long number = 0;
    for (; buffer.get(at) >= '0'; at++) {
      number = number * 10 + digit(at);
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
