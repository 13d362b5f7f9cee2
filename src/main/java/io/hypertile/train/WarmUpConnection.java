package io.hypertile.train;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that is kept over many GET requests until a deadline. It is a few lines where the
 * JDK's client would have more to load and to compile than what it is to warm. It takes answers
 * with a {@code Content-Length} or in chunks; any other ends it. Not safe for several threads.
 */
final class WarmUpConnection implements AutoCloseable {
  private static final int MOST_BYTES = 1 << 20;
  private static final int BUFFER = 1 << 15;
  private static final String LENGTH = "content-length:";
  private static final String CHUNKED = "transfer-encoding: chunked";

  private final Socket socket;
  private final InputStream in;
  private final String header;
  private final long deadline;

  /**
   * An answer.
   *
   * @param status its status
   * @param body its body
   */
  record Answer(int status, byte[] body) {
    /** Whether it is what was asked for. */
    boolean isGood() {
      return status == 200;
    }
  }

  private WarmUpConnection(Socket socket, String header, long deadline) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.header = header;
    this.deadline = deadline;
  }

  /**
   * Connects.
   *
   * @param header a line of the head that every request has
   * @param deadline of {@link System#nanoTime()}, after which everything fails
   */
  static WarmUpConnection open(InetSocketAddress server, String header, long deadline)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(server, left(deadline));
      return new WarmUpConnection(socket, header, deadline);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The milliseconds that are left, at least one. */
  private static int left(long deadline) throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis < 1) {
      throw new SocketTimeoutException("the time is over");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  /**
   * Asks for something and reads the whole answer.
   *
   * @param target path and query, percent-encoded
   * @throws IOException when the time is over or the answer is not of an expected form
   */
  Answer get(String target) throws IOException {
    socket.setSoTimeout(left(deadline));
    String head = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    String line = line();
    if (line.length() < 12) {
      throw new IOException("no status: " + line);
    }
    int status = Integer.parseInt(line, 9, 12, 10);
    int length = -1;
    boolean isChunked = false;
    for (line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      isChunked |= lower.equals(CHUNKED);
      if (lower.startsWith(LENGTH)) {
        length = number(lower.substring(LENGTH.length()).trim(), 10);
      }
    }
    return new Answer(status, isChunked ? chunks() : bytes(length));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int length = number(line(), 16); length != 0; length = number(line(), 16)) {
      body.writeBytes(bytes(length));
      if (body.size() > MOST_BYTES || !line().isEmpty()) {
        throw new IOException("a body in chunks of more than " + MOST_BYTES + " bytes, or damaged");
      }
    }
    while (!line().isEmpty()) {
      // Trailers tell nothing here.
    }
    return body.toByteArray();
  }

  private byte[] bytes(int length) throws IOException {
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("a body of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  private static int number(String text, int radix) throws IOException {
    try {
      return Integer.parseInt(text, radix);
    } catch (NumberFormatException e) {
      throw new IOException("no length: " + text, e);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0 || line.length() > BUFFER) {
        throw new EOFException();
      }
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException closed) {
      // Nothing is expected of it any more.
    }
  }
}
