package io.hypertile.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Paths of requests and of answers, wherever the server is: at the root of its host, below {@code
 * server.servlet.context-path}, or behind a proxy that takes a prefix away and names it in {@code
 * X-Forwarded-Prefix}. The one place that knows the difference between a path as clients write it
 * and one of the interface.
 */
public final class ServedPaths {
  /** The root of the interface. */
  public static final String API_ROOT = "/api/v1";

  /** Prefix of all paths of the interface. */
  public static final String API = API_ROOT + "/";

  /** The root of the Zarr hierarchy. */
  public static final String ZARR_ROOT = "/zarr";

  /** The root of the protocol of S3. */
  public static final String S3_ROOT = "/s3";

  private ServedPaths() {}

  /** Whether a request speaks the protocol of S3. */
  public static boolean isS3(HttpServletRequest request) {
    String path = of(request);
    return path.equals(S3_ROOT) || path.startsWith(S3_ROOT + "/");
  }

  /**
   * The path that a request asks for, without what the server is below.
   *
   * @return the path as it appears in the request line, still percent-encoded; begins with a slash
   *     unless it is empty
   */
  public static String of(HttpServletRequest request) {
    String path = request.getRequestURI();
    int context = request.getContextPath().length();
    return context == 0 ? path : path.substring(Math.min(context, path.length()));
  }

  /**
   * The path by which the client of a request reaches something of this server. It has no scheme
   * and no host, so that it is right behind every proxy.
   *
   * @param path a path of this server, percent-encoded, with or without a query
   */
  public static String address(HttpServletRequest request, String path) {
    return request.getContextPath() + path;
  }
}
