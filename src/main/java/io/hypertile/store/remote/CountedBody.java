package io.hypertile.store.remote;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Body of an answer that counts what is left of it: closing it keeps the connection if all was read
 * and gives it up otherwise, rather than reading the rest. For one thread.
 */
public final class CountedBody extends FilterInputStream {
  private final Closeable keeping;
  private final Closeable givingUp;
  private long left;

  /**
   * A body of which nothing was read.
   *
   * @param length number of its bytes, as far as that is known
   * @param keeping closes a body that was read to its end
   * @param givingUp closes one that was not
   */
  public CountedBody(InputStream body, long length, Closeable keeping, Closeable givingUp) {
    super(body);
    this.left = length;
    this.keeping = keeping;
    this.givingUp = givingUp;
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
    (left > 0 ? givingUp : keeping).close();
  }
}
