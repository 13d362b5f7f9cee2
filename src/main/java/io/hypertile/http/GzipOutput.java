package io.hypertile.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses an answer on its way. {@link #finish} makes it whole; closing without that leaves it
 * cut off, which clients notice. Never closes the answer beneath.
 */
public final class GzipOutput extends GZIPOutputStream {
  /** Numbers as text shrink by a few percent more with higher levels, at several times the cost. */
  private static final int LEVEL = 2;

  private static final int BUFFER = 32 * 1024;

  /** Compresses into an answer. */
  public GzipOutput(OutputStream answer) throws IOException {
    super(answer, BUFFER);
    def.setLevel(LEVEL);
    def.setStrategy(Deflater.DEFAULT_STRATEGY);
  }

  @Override
  public void close() {
    def.end();
  }
}
