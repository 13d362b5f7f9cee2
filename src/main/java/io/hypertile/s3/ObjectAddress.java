package io.hypertile.s3;

import io.hypertile.text.PercentDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Bucket and key of a request, in the form with the bucket in the path.
 *
 * @param bucket the bucket; empty for the list of buckets
 * @param key the object; empty for the bucket itself
 */
public record ObjectAddress(String bucket, String key) {
  /** Bytes of the longest key. */
  public static final int LONGEST_KEY = 1_024;

  /**
   * Reads a path.
   *
   * @param path the path below the root of the protocol, percent-encoded; empty or with a slash at
   *     its beginning
   * @throws S3Failure if an encoded slash, NUL or another control character is in it, or the key is
   *     too long
   * @throws io.hypertile.error.ServiceException {@code invalid-request} if it cannot be decoded
   */
  public static ObjectAddress parse(String path) {
    String rest = path.startsWith("/") ? path.substring(1) : path;
    int slash = rest.indexOf('/');
    String bucket = decoded(slash < 0 ? rest : rest.substring(0, slash));
    String key =
        slash < 0
            ? ""
            : Arrays.stream(rest.substring(slash + 1).split("/", -1))
                .map(ObjectAddress::decoded)
                .collect(Collectors.joining("/"));
    return new ObjectAddress(bucket, requireKey(key));
  }

  private static String decoded(String segment) {
    String text = PercentDecoder.decode(segment);
    if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0) {
      throw new S3Failure(
          S3Code.INVALID_ARGUMENT,
          "A segment of the key holds an encoded slash or a backslash; slashes between segments"
              + " stand as they are.");
    }
    return text;
  }

  /**
   * Checks the text of a key as far as the protocol does.
   *
   * @throws S3Failure if it is too long or holds control characters
   */
  public static String requireKey(String key) {
    if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw new S3Failure(
          S3Code.KEY_TOO_LONG, "A key has at most " + LONGEST_KEY + " bytes in UTF-8; shorten it.");
    }
    if (key.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new S3Failure(
          S3Code.INVALID_ARGUMENT, "A key holds no control characters; leave them out.");
    }
    return key;
  }

  /** Whether this is about an object. */
  public boolean isObject() {
    return !key.isEmpty();
  }
}
