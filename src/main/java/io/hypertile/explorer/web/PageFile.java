package io.hypertile.explorer.web;

import io.hypertile.http.ETags;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * File of the explorer as it is served.
 *
 * @param type its media type
 * @param tag digest of its bytes, for revalidation
 */
record PageFile(String type, byte[] bytes, String tag) {
  /**
   * A file of the class path.
   *
   * @throws IllegalStateException if the build left the file out
   */
  static PageFile of(String resource, String type) {
    try (InputStream in = PageFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the explorer lacks " + resource);
      }
      byte[] bytes = in.readAllBytes();
      return new PageFile(type, bytes, ETags.digest(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
