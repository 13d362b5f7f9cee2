package io.hypertile.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** An output that takes native memory as it is, which spares a copy through the heap. */
public abstract class NativeOutput extends OutputStream {
  /**
   * Writes all remaining bytes.
   *
   * @param bytes native memory, not touched by anybody else until the method returns
   */
  public abstract void write(ByteBuffer bytes) throws IOException;
}
