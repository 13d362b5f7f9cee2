package io.hypertile.http;

import io.hypertile.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Strong validators, made from versions and never from the bytes of an answer. */
public final class ETags {
  private static final int KEPT_BYTES = 12;

  private ETags() {}

  /** The tag of a version. */
  public static String of(String version) {
    return '"' + version + '"';
  }

  /**
   * The tag of one representation of a version.
   *
   * @param view {@link #digest} of what makes this representation differ from others of the version
   * @param gzip whether it is compressed
   */
  public static String of(String version, String view, boolean gzip) {
    return '"' + version + '.' + view + (gzip ? ".gzip\"" : "\"");
  }

  /** A short text that stands for a longer one. */
  public static String digest(String text) {
    return digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A short text that stands for bytes. */
  public static String digest(byte[] bytes) {
    byte[] kept = Arrays.copyOf(Sha256.of(bytes), KEPT_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(kept);
  }
}
