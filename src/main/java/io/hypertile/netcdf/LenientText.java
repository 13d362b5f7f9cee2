package io.hypertile.netcdf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts of files that do not say how they are encoded. */
final class LenientText {
  private LenientText() {}

  /** Bytes up to the zeros at their end, as UTF-8, or as Latin 1 where they are not that. */
  static String of(byte[] bytes) {
    byte[] text = Arrays.copyOf(bytes, length(bytes));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      return new String(text, StandardCharsets.ISO_8859_1);
    }
  }

  /** The same, as UTF-8. */
  static byte[] utf8(byte[] bytes) {
    for (byte each : bytes) {
      if (each < 0) {
        return of(bytes).getBytes(StandardCharsets.UTF_8);
      }
    }
    return Arrays.copyOf(bytes, length(bytes));
  }

  private static int length(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }
}
