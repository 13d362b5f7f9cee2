package io.hypertile.security;

import io.hypertile.http.PercentDecoder;
import io.hypertile.http.ServedPaths;
import java.util.List;
import java.util.Set;

/**
 * Which right a request needs. Addresses of the interface that this table does not know need the
 * highest one, so that none is left open by oversight.
 */
final class AccessRules {
  private static final String DEKER_COLLECTION = ServedPaths.DEKER + "collection/";
  private static final String COLLECTIONS = ServedPaths.API + "collections";
  private static final Set<String> DEKER_KNOWN =
      Set.of(
          ServedPaths.DEKER + "ping",
          ServedPaths.DEKER + "ping/",
          ServedPaths.DEKER + "collections",
          ServedPaths.DEKER + "collections/");
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final List<String> PUBLIC =
      List.of(
          "/actuator/health",
          "/v3/api-docs",
          "/v3/api-docs.yaml",
          "/swagger-ui",
          "/swagger-ui.html",
          "/webjars",
          "/explorer",
          "/error");
  private static final Set<String> PUBLIC_PAGES =
      Set.of(
          "/",
          "",
          "/index.html",
          "/favicon.ico",
          "/robots.txt",
          "/docs",
          "/docs/",
          "/openapi.json",
          "/openapi.yaml",
          ServedPaths.API_ROOT);

  /** What the server tells of itself, which names no collections. */
  private static final Set<String> WATCHED = Set.of("/actuator/prometheus", "/actuator/info");

  /** A right that is needed. */
  sealed interface Need {
    /** None. */
    record Nothing() implements Need {}

    /** To be known, whatever the rights; who reads a list is shown what they may see. */
    record Known() implements Need {}

    /** A scope of one collection. */
    record Of(Scope scope, String collection) implements Need {}

    /** A scope of all collections. */
    record Everywhere(Scope scope) implements Need {}
  }

  private AccessRules() {}

  /**
   * The right that a request needs.
   *
   * @param path as {@link ServedPaths#of} gives it, which has been checked for ambiguities
   */
  static Need of(String method, String path) {
    return isSlashed(path)
        ? ofExact(method, path.substring(0, path.length() - 1))
        : ofExact(method, path);
  }

  /** An address of the interface with a slash at the end leads to the one without, as it needs. */
  private static boolean isSlashed(String path) {
    return path.startsWith(ServedPaths.API) && path.endsWith("/");
  }

  private static Need ofExact(String method, String path) {
    if (PUBLIC_PAGES.contains(path) || isPublic(path)) {
      return new Need.Nothing();
    }
    if (path.equals(COLLECTIONS)) {
      return new Need.Known();
    }
    if (path.startsWith(COLLECTIONS + "/")) {
      return ofCollection(method, path.substring(COLLECTIONS.length() + 1));
    }
    if (DEKER_KNOWN.contains(path)) {
      return new Need.Known();
    }
    if (path.startsWith(DEKER_COLLECTION)) {
      return ofDekerCollection(method, path.substring(DEKER_COLLECTION.length()));
    }
    return new Need.Everywhere(WATCHED.contains(path) ? Scope.READ : Scope.ADMIN);
  }

  private static Need ofCollection(String method, String rest) {
    int end = rest.indexOf('/');
    String name = PercentDecoder.decode(end < 0 ? rest : rest.substring(0, end));
    if (SAFE.contains(method)) {
      return new Need.Of(Scope.READ, name);
    }
    String below = end < 0 ? "" : rest.substring(end);
    boolean whole = below.isEmpty() || below.equals("/arrays");
    return new Need.Of(method.equals("DELETE") && whole ? Scope.ADMIN : Scope.WRITE, name);
  }

  private static boolean isPublic(String path) {
    for (String open : PUBLIC) {
      if (isBelow(path, open)) {
        return true;
      }
    }
    return false;
  }

  /** In the protocol of Deker's client, writing to a list of arrays as a whole clears it. */
  private static Need ofDekerCollection(String method, String rest) {
    int end = rest.indexOf('/');
    String name = PercentDecoder.decode(end < 0 ? rest : rest.substring(0, end));
    if (SAFE.contains(method)) {
      return new Need.Of(Scope.READ, name);
    }
    String below = end < 0 ? "" : rest.substring(end);
    boolean clears = method.equals("PUT") && below.matches("/v?arrays/?");
    boolean deletes = method.equals("DELETE") && below.matches("/?");
    return new Need.Of(clears || deletes ? Scope.ADMIN : Scope.WRITE, name);
  }

  private static boolean isBelow(String path, String open) {
    return path.startsWith(open)
        && (path.length() == open.length() || path.charAt(open.length()) == '/');
  }
}
