package io.hypertile.s3.web;

import io.hypertile.http.LimitedInput;
import io.hypertile.http.RequestBodies;
import io.hypertile.s3.Checksum;
import io.hypertile.s3.ChunkedInput;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.s3.SummedInput;
import io.hypertile.s3.tree.BodySpool;
import io.hypertile.s3.tree.SpooledBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes in bodies: out of the frame that clients put around them, and compared with the sums and
 * the length that they announced. Thread-safe.
 */
final class ObjectBodies {
  private static final String CONTENT_SUM = "x-amz-content-sha256";
  private static final String DECODED_LENGTH = "x-amz-decoded-content-length";
  private static final int SHA256_DIGITS = 64;

  private final BodySpool spool;

  ObjectBodies(BodySpool spool) {
    this.spool = spool;
  }

  /**
   * Takes in a body.
   *
   * @param check gets its announced size, if there is one, and the bytes that have come
   * @throws S3Failure if it is not what was announced
   */
  SpooledBody take(HttpServletRequest request, LongConsumer check) {
    Optional<Long> announced = announced(request);
    announced.ifPresent(check::accept);
    boolean isTaken = false;
    SpooledBody body = null;
    try (SummedInput in = opened(request)) {
      body = spool.take(in, check);
      if (announced.isPresent() && announced.get() != body.size()) {
        throw new S3Failure(
            S3Code.INCOMPLETE_BODY, "The body has another length than was announced.");
      }
      in.verify();
      isTaken = true;
      return body;
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    } finally {
      if (!isTaken && body != null) {
        body.close();
      }
    }
  }

  /** The bytes of a short body. */
  byte[] document(HttpServletRequest request, int limit) {
    LongConsumer check = size -> RequestBodies.requireWithin(size, limit);
    try (SpooledBody body = take(request, check)) {
      return body.toBytes();
    }
  }

  private static SummedInput opened(HttpServletRequest request) throws IOException {
    InputStream plain = new LimitedInput(request.getInputStream(), Long.MAX_VALUE);
    if (!isFramed(request)) {
      return summed(plain, request);
    }
    Trailers trailers = new Trailers();
    SummedInput in = summed(new ChunkedInput(plain, trailers::take), request);
    trailers.target = in;
    return in;
  }

  /** Sums that come behind the bytes, whose reader is made of the reader of the frame. */
  private static final class Trailers {
    private @Nullable SummedInput target;

    void take(String name, String value) {
      SummedInput in = target;
      if (in != null) {
        Checksum.ofHeader(name).ifPresent(checksum -> in.expect(checksum, value));
      }
    }
  }

  private static SummedInput summed(InputStream plain, HttpServletRequest request) {
    SummedInput in = new SummedInput(plain);
    for (Checksum checksum : Checksum.values()) {
      String value = request.getHeader(checksum.header());
      if (value != null) {
        in.expect(checksum, value);
      }
    }
    String sum = request.getHeader(CONTENT_SUM);
    if (sum != null && sum.length() == SHA256_DIGITS) {
      in.expect(Checksum.SHA256, base64(sum));
    }
    String trailer = request.getHeader("x-amz-trailer");
    if (trailer != null) {
      for (String name : trailer.split(",")) {
        Checksum.ofHeader(name).ifPresent(in::announce);
      }
    }
    return in;
  }

  private static String base64(String hex) {
    try {
      return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new S3Failure(
          S3Code.INVALID_ARGUMENT, CONTENT_SUM + " is 64 hexadecimal digits, or a word.", e);
    }
  }

  private static boolean isFramed(HttpServletRequest request) {
    String coding = request.getHeader("Content-Encoding");
    String sum = request.getHeader(CONTENT_SUM);
    return coding != null && coding.contains("aws-chunked")
        || sum != null && sum.startsWith("STREAMING-");
  }

  private static Optional<Long> announced(HttpServletRequest request) {
    if (!isFramed(request)) {
      long length = request.getContentLengthLong();
      return length < 0 ? Optional.empty() : Optional.of(length);
    }
    String decoded = request.getHeader(DECODED_LENGTH);
    if (decoded == null) {
      return Optional.empty();
    }
    try {
      long length = Long.parseLong(decoded.strip());
      if (length >= 0) {
        return Optional.of(length);
      }
    } catch (NumberFormatException e) {
      // Told below, like a negative number.
    }
    throw new S3Failure(S3Code.INVALID_ARGUMENT, DECODED_LENGTH + " is a whole number from 0 on.");
  }
}
