package io.hypertile.http;

import io.hypertile.encode.NativeInput;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A body of which no more is read than a limit, whatever length was announced. */
public final class LimitedInput extends NativeInput {
  private final ServletInputStream body;
  private final long limit;
  private long count;

  /**
   * A limited body.
   *
   * @param limit most bytes; the read that passes it throws {@code body-too-large}
   */
  public LimitedInput(ServletInputStream body, long limit) {
    this.body = body;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    int read = body.read();
    counted(read < 0 ? read : 1);
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return counted(body.read(target, offset, length));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    // Tomcat moves the position back to where it was, which other containers do not.
    int read = counted(body.read(target.slice()));
    target.position(target.position() + Math.max(read, 0));
    return read;
  }

  private int counted(int read) {
    count += Math.max(0, read);
    RequestBodies.requireWithin(count, limit);
    return read;
  }

  @Override
  public int available() throws IOException {
    return body.available();
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
