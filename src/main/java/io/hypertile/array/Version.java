package io.hypertile.array;

import io.hypertile.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Version of what is stored for an array: cells and attributes. Two different contents of one array
 * never share a version; a restart or a crash does not change it.
 *
 * @param text opaque, safe inside an ETag
 */
public record Version(String text) {
  private static final int DIGEST_BYTES = 16;

  /** A version that stands for texts, one behind the other: the beginning of their SHA-256. */
  public static Version digest(Iterable<String> texts) {
    MessageDigest digest = Sha256.begin();
    for (String text : texts) {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
    }
    return new Version(HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES));
  }

  /** A version that stands for a text, as {@link #digest(Iterable)}. */
  public static Version digest(String text) {
    return digest(List.of(text));
  }
}
