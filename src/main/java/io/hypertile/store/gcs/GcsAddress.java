package io.hypertile.store.gcs;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.StorePrefix;
import io.hypertile.text.Quoting;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of objects in Google Cloud Storage.
 *
 * @param bucket name of the bucket
 * @param root prefix of all keys
 */
public record GcsAddress(String bucket, StorePrefix root) {
  private static final Pattern URL =
      Pattern.compile("gs://([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])(/.*)?");

  /**
   * The address that a URL names.
   *
   * @param url such as {@code gs://bucket/prefix}
   * @throws ServiceException {@code invalid-name} if it is no such address
   */
  public static GcsAddress parse(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "A store in Google Cloud Storage has a URL such as gs://bucket/prefix.",
          Map.of("url", Quoting.shortened(url, 300)),
          null);
    }
    String path = matcher.group(2) == null ? "" : matcher.group(2).substring(1);
    String root = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return new GcsAddress(matcher.group(1), new StorePrefix(root));
  }

  /** The name in the bucket of a text below the root. */
  String full(String text) {
    return root.isRoot() ? text : root.text() + "/" + text;
  }
}
