package io.hypertile.http;

import io.hypertile.route.Address;
import io.hypertile.route.Routes;
import jakarta.servlet.http.HttpServletRequest;

/** The row of a request's path, found once for all filters that ask for it. */
public final class ServedAddress {
  private static final String FOUND = ServedAddress.class.getName();

  private ServedAddress() {}

  /** An address with what it was found from: filters may be given another request under way. */
  private record Found(Routes routes, String path, String method, Address address) {}

  /**
   * Finds the row of the path that a request asks for.
   *
   * @return as {@link Routes#find} of {@link ServedPaths#of}
   */
  public static Address of(HttpServletRequest request, Routes routes) {
    String path = ServedPaths.of(request);
    if (request.getAttribute(FOUND) instanceof Found found
        && found.routes() == routes
        && found.path().equals(path)
        && found.method().equals(request.getMethod())) {
      return found.address();
    }
    Address address = routes.find(path, request.getMethod());
    request.setAttribute(FOUND, new Found(routes, path, request.getMethod(), address));
    return address;
  }
}
