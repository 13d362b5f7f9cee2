package io.hypertile.encode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** An input that fills native memory as it is, which spares a copy through the heap. */
public abstract class NativeInput extends InputStream {
  /**
   * Reads some bytes, waiting for the first.
   *
   * @param target memory with room, whose position is moved on by what was read
   * @return number of bytes read, at least 1; -1 at the end
   */
  public abstract int read(ByteBuffer target) throws IOException;
}
