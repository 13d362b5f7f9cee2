package io.hypertile.s3;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A page of keys that is asked for.
 *
 * @param prefix text that the keys begin with
 * @param isByFolder whether keys are folded up to the next slash behind the prefix
 * @param most most keys and folders of the page, 0 to 1,000
 * @param token text where the page before ended; empty for the first
 * @param startAfter keys up to this one are left out
 * @param isEncoded whether keys are percent-encoded in the answer
 */
public record ListRequest(
    String prefix,
    boolean isByFolder,
    int most,
    Optional<String> token,
    Optional<String> startAfter,
    boolean isEncoded) {
  /** The most keys of a page. */
  public static final int LARGEST_PAGE = 1_000;

  /**
   * Reads the parameters.
   *
   * @throws S3Failure if one is not taken
   */
  public static ListRequest parse(S3Query query) {
    String delimiter = query.value("delimiter").orElse("");
    if (!delimiter.isEmpty() && !delimiter.equals("/")) {
      throw new S3Failure(
          S3Code.NOT_IMPLEMENTED, "The only delimiter is a slash; leave it out or send one.");
    }
    if (!query.value("list-type").orElse("").equals("2")) {
      throw new S3Failure(
          S3Code.NOT_IMPLEMENTED, "Lists are those of version 2; send list-type=2.");
    }
    query
        .value("encoding-type")
        .filter(type -> !type.equals("url"))
        .ifPresent(type -> {
          throw new S3Failure(S3Code.INVALID_ARGUMENT, "The only encoding-type is url.");
        });
    return new ListRequest(
        query.value("prefix").orElse(""),
        !delimiter.isEmpty(),
        Math.min(LARGEST_PAGE, query.number("max-keys", 0, LARGEST_PAGE)),
        query.value("continuation-token").map(ListRequest::opened),
        query.value("start-after"),
        query.has("encoding-type"));
  }

  /** A token that a client can send as it is. */
  public static String closed(String mark) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(mark.getBytes(StandardCharsets.UTF_8));
  }

  private static String opened(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new S3Failure(
          S3Code.INVALID_ARGUMENT,
          "The continuation token is none of this server; begin the list again.",
          e);
    }
  }
}
