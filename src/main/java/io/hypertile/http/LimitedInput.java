package io.hypertile.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of which no more is read than a limit, whatever length was announced. */
public final class LimitedInput extends FilterInputStream {
  private final long limit;
  private long count;

  /**
   * A limited body.
   *
   * @param limit most bytes; the read that passes it throws {@code body-too-large}
   */
  public LimitedInput(InputStream body, long limit) {
    super(body);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    if (read >= 0) {
      counted(1);
    }
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    if (read > 0) {
      counted(read);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    counted(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void counted(long bytes) {
    count += bytes;
    RequestBodies.requireWithin(count, limit);
  }
}
