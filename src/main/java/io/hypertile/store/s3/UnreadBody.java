package io.hypertile.store.s3;

import io.hypertile.store.ObjectBody;
import java.io.IOException;
import java.io.InputStream;

/** The body of a request could not be opened: nothing was sent. */
final class UnreadBody extends RuntimeException {
  private UnreadBody(IOException cause) {
    super(cause);
  }

  /**
   * Opens a body at one of its bytes, as a call of the SDK does that may throw no other failure.
   */
  static InputStream open(ObjectBody body, long from) {
    try {
      InputStream all = body.open();
      all.skipNBytes(from);
      return all;
    } catch (IOException e) {
      throw new UnreadBody(e);
    }
  }
}
