package io.hypertile.store.remote;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/**
 * An answer, to be closed. Closed before its body was read, it gives up the connection. For one
 * thread.
 */
public final class HttpAnswer implements AutoCloseable {
  private final ClassicHttpResponse response;

  HttpAnswer(ClassicHttpResponse response) {
    this.response = response;
  }

  /** The status. */
  public int status() {
    return response.getCode();
  }

  /** The value of the first header of a name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }

  /** Number of bytes of the body, or of that which GET would give; empty if it is not said. */
  public Optional<Long> length() {
    return header("Content-Length").filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
  }

  /**
   * The body. Closing it closes the answer.
   *
   * @param length bytes that it has, as far as is known, after which its connection is used again
   */
  public InputStream body(long length) throws IOException {
    HttpEntity entity = response.getEntity();
    return new Body(entity == null ? InputStream.nullInputStream() : entity.getContent(), length);
  }

  /** All of a small body. */
  public byte[] all(int limit) throws IOException {
    try (InputStream in = body(Long.MAX_VALUE)) {
      byte[] bytes = in.readNBytes(limit);
      if (in.read() >= 0) {
        throw new IOException("an answer of more than " + limit + " bytes");
      }
      return bytes;
    }
  }

  @Override
  public void close() throws IOException {
    response.close();
  }

  /** Counts what is left, so that a body that was read does not cost the connection. */
  private final class Body extends FilterInputStream {
    private long left;

    private Body(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      left = value < 0 ? 0 : left - 1;
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      left = count < 0 ? 0 : left - count;
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      left -= skipped;
      return skipped;
    }

    @Override
    public void close() throws IOException {
      if (left <= 0) {
        super.close();
      }
      response.close();
    }
  }
}
