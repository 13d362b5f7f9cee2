package io.hypertile.store.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.remote.HttpCall;
import io.hypertile.store.remote.UrlPath;
import io.hypertile.text.Quoting;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Address of objects on a server.
 *
 * @param base URL of the directory, ending in a slash
 * @param headers sent with every request, such as {@code Authorization}
 */
public record HttpAddress(URI base, Map<String, String> headers) {
  /** Copies the headers. */
  public HttpAddress {
    headers = Map.copyOf(headers);
  }

  /**
   * The address that a URL names.
   *
   * @param url of HTTP or HTTPS without query and fragment; a user and password in it become the
   *     header {@code Authorization}
   * @throws ServiceException {@code invalid-name} if it is no such address
   */
  public static HttpAddress parse(String url) {
    try {
      URI uri = new URI(url);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!isHttp || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
        throw notOne(url);
      }
      String path = uri.getRawPath().endsWith("/") ? uri.getRawPath() : uri.getRawPath() + "/";
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      URI base = new URI(uri.getScheme() + "://" + uri.getHost() + port + path);
      return new HttpAddress(base, authorization(uri.getUserInfo()));
    } catch (URISyntaxException e) {
      throw notOne(url);
    }
  }

  private static Map<String, String> authorization(@Nullable String user) {
    if (user == null) {
      return Map.of();
    }
    byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
    return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  private static ServiceException notOne(String url) {
    // Text before an @ may be a password.
    String shown = url.substring(url.lastIndexOf('@') + 1);
    return new ServiceException(
        ErrorCode.INVALID_NAME,
        "A store over HTTP has a URL such as https://host/directory.",
        Map.of("url", Quoting.shortened(shown, 300)),
        null);
  }

  HttpCall call(String method) {
    return new HttpCall(method, base, headers, Optional.empty());
  }

  HttpCall call(String method, StoreKey key) {
    URI address = URI.create(base + UrlPath.encoded(key.text()));
    return new HttpCall(method, address, headers, Optional.empty());
  }
}
