package io.hypertile.store.s3;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.StorePrefix;
import io.hypertile.text.Quoting;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of objects in S3.
 *
 * @param bucket name of the bucket
 * @param root prefix of all keys
 */
public record S3Address(String bucket, StorePrefix root) {
  private static final Pattern URL =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/.*)?");

  /**
   * The address that a URL names.
   *
   * @param url such as {@code s3://bucket/prefix}
   * @throws ServiceException {@code invalid-name} if it is no such address
   */
  public static S3Address parse(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "A store in S3 has a URL such as s3://bucket/prefix.",
          Map.of("url", Quoting.shortened(url, 300)),
          null);
    }
    String path = matcher.group(2) == null ? "" : matcher.group(2).substring(1);
    String root = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return new S3Address(matcher.group(1), new StorePrefix(root));
  }
}
