package io.hypertile.store.azure;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.StorePrefix;
import io.hypertile.text.Quoting;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of objects in Azure Blob Storage.
 *
 * @param account name of the storage account
 * @param container name of the container
 * @param root prefix of all keys
 */
public record AzureAddress(String account, String container, StorePrefix root) {
  private static final Pattern URL =
      Pattern.compile("az://([a-z0-9]{3,24})/([a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9]))(/.*)?");

  /**
   * The address that a URL names.
   *
   * @param url such as {@code az://account/container/prefix}
   * @throws ServiceException {@code invalid-name} if it is no such address
   */
  public static AzureAddress parse(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "A store in Azure Blob Storage has a URL such as az://account/container/prefix.",
          Map.of("url", Quoting.shortened(url, 300)),
          null);
    }
    String path = matcher.group(3) == null ? "" : matcher.group(3).substring(1);
    String root = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return new AzureAddress(matcher.group(1), matcher.group(2), new StorePrefix(root));
  }

  /** The name in the container of a text below the root. */
  String full(String text) {
    return root.isRoot() ? text : root.text() + "/" + text;
  }
}
