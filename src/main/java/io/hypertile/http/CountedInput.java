package io.hypertile.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Body of a request, each read of which is counted. For one thread. */
public abstract class CountedInput extends ServletInputStream {
  private final ServletInputStream body;

  /** Counts reads of a body. */
  protected CountedInput(ServletInputStream body) {
    this.body = body;
  }

  /**
   * Counts a read; throws to refuse the body.
   *
   * @param read bytes that were read; negative at the end of the body
   * @param nanos time that the read took
   */
  protected abstract void count(int read, long nanos);

  @Override
  public int read() throws IOException {
    long start = System.nanoTime();
    int read = body.read();
    count(read < 0 ? -1 : 1, System.nanoTime() - start);
    return read;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    long start = System.nanoTime();
    int read = body.read(target, offset, length);
    count(read, System.nanoTime() - start);
    return read;
  }

  /** The base class would go through the heap. */
  @Override
  public int read(ByteBuffer target) throws IOException {
    long start = System.nanoTime();
    int read = body.read(target);
    count(read, System.nanoTime() - start);
    return read;
  }

  @Override
  public int available() throws IOException {
    return body.available();
  }

  @Override
  public boolean isFinished() {
    return body.isFinished();
  }

  @Override
  public boolean isReady() {
    return body.isReady();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    body.setReadListener(listener);
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
