package io.hypertile.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;

/**
 * The bytes of an object on their way in, compared with the sums that were announced when the last
 * has come. For one thread.
 */
public final class SummedInput extends FilterInputStream {
  private final Map<Checksum, String> expected = new EnumMap<>(Checksum.class);
  private final Map<Checksum, Checksum.Sum> sums = new EnumMap<>(Checksum.class);

  /** Bytes without a sum yet. */
  public SummedInput(InputStream in) {
    super(in);
  }

  /** Announces a sum that comes behind the bytes; its value is told by {@link #expect}. */
  public void announce(Checksum checksum) {
    sums.putIfAbsent(checksum, checksum.begin());
  }

  /**
   * Tells the value of a sum, before the first byte or, of one that was announced, behind the last.
   *
   * @param base64 the sum as headers have it
   */
  public void expect(Checksum checksum, String base64) {
    announce(checksum);
    expected.put(checksum, base64.strip());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    if (read > 0) {
      sums.values().forEach(sum -> sum.add(target, offset, read));
    }
    return read;
  }

  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException("all bytes are summed up");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /**
   * Compares the sums, when all bytes have been read.
   *
   * @throws S3Failure if one differs, or was announced and did not come
   */
  public void verify() {
    sums.forEach((checksum, sum) -> {
      String text = expected.get(checksum);
      if (text == null || !Arrays.equals(decoded(text), sum.value())) {
        throw new S3Failure(
            S3Code.BAD_DIGEST,
            "The bytes that came have another " + checksum.header() + "; send them again.");
      }
    });
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
