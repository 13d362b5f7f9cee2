package io.hypertile.store.remote;

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
    InputStream content = entity == null ? InputStream.nullInputStream() : entity.getContent();
    return new CountedBody(content, length, () -> closeBoth(content), response);
  }

  private void closeBoth(InputStream content) throws IOException {
    content.close();
    response.close();
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
}
