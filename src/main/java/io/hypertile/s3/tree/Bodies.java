package io.hypertile.s3.tree;

import io.hypertile.store.ObjectBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Bytes of bodies. */
final class Bodies {
  private Bodies() {}

  /** All bytes of a body, which is short. */
  static byte[] bytes(ObjectBody body) {
    try (InputStream in = body.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
