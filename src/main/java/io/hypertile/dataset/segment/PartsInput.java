package io.hypertile.dataset.segment;

import io.hypertile.store.ObjectBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;

/** Reads bodies one behind the other, as much at a time as is asked for. For one thread. */
final class PartsInput extends InputStream {
  private final Iterator<ObjectBody> parts;
  private InputStream part = InputStream.nullInputStream();

  PartsInput(Iterator<ObjectBody> parts) {
    this.parts = parts;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int count = part.read(target, offset + done, length - done);
      if (count >= 0) {
        done += count;
      } else if (parts.hasNext()) {
        part.close();
        part = parts.next().open();
      } else {
        break;
      }
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  @Override
  public void close() throws IOException {
    part.close();
  }
}
