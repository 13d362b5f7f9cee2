package io.hypertile.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request is about, for the figures of operators: a few words, and no names that clients
 * choose.
 */
public enum RequestKind {
  /** Cells, or what an answer with them would be. */
  READ,
  /** Cells to be kept. */
  WRITE,
  /** Cells set back, or all arrays of a collection deleted. */
  CLEAR,
  /** Collections, arrays or tiles, page by page. */
  LIST,
  /** One collection or array, or what a slice covers. */
  SHOW,
  /** A new collection, or new arrays. */
  CREATE,
  /** New attributes of an array. */
  UPDATE,
  /** A collection or an array that goes. */
  DELETE,
  /** Checks, sizes and locks. */
  UPKEEP,
  /** What the interface does not know. */
  OTHER;

  /**
   * The kind of a request.
   *
   * @param path as {@link ServedPaths#of} gives it
   * @return empty if it is not one for the data: documentation, probes, figures
   */
  public static Optional<RequestKind> of(String method, String path) {
    if (path.startsWith(ServedPaths.API)) {
      return Optional.of(ofApi(method, segments(path.substring(ServedPaths.API.length()))));
    }
    return path.startsWith(ServedPaths.DEKER)
        ? Optional.of(ofDeker(method, segments(path.substring(ServedPaths.DEKER.length()))))
        : Optional.empty();
  }

  /** Never none; a stroke at the end counts for nothing. */
  private static List<String> segments(String path) {
    String whole = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return List.of(whole.split("/", -1));
  }

  /** The word for it in figures. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static RequestKind ofApi(String method, List<String> segments) {
    if (!segments.getFirst().equals("collections")) {
      return List.of("integrity", "size", "locks").contains(segments.getFirst()) ? UPKEEP : OTHER;
    }
    String last = segments.getLast();
    return switch (segments.size()) {
      case 1 -> choose(method, LIST, CREATE, OTHER, OTHER);
      case 2 -> choose(method, SHOW, OTHER, OTHER, DELETE);
      case 3 ->
          switch (last) {
            case "arrays" -> choose(method, LIST, CREATE, OTHER, CLEAR);
            case "arrays:batch" -> choose(method, OTHER, CREATE, OTHER, OTHER);
            case "integrity", "size" -> UPKEEP;
            default -> OTHER;
          };
      case 4 -> choose(method, SHOW, OTHER, UPDATE, DELETE);
      case 5 ->
          switch (last.startsWith("subset.") ? "subset" : last) {
            case "subset" -> choose(method, READ, OTHER, WRITE, CLEAR);
            case "tiles" -> choose(method, LIST, OTHER, OTHER, OTHER);
            default -> OTHER;
          };
      default -> last.equals("description") ? choose(method, SHOW, OTHER, OTHER, OTHER) : OTHER;
    };
  }

  /** Deker's client clears cells by writing none, which is a write here. */
  private static RequestKind ofDeker(String method, List<String> segments) {
    return switch (segments.getFirst()) {
      case "collections" -> choose(method, LIST, CREATE, OTHER, OTHER);
      case "collection" ->
          switch (segments.size()) {
            case 2 -> choose(method, SHOW, OTHER, OTHER, DELETE);
            case 3 -> choose(method, LIST, CREATE, CLEAR, OTHER);
            default ->
                segments.getLast().equals("data")
                    ? choose(method, READ, OTHER, WRITE, OTHER)
                    : choose(method, SHOW, OTHER, UPDATE, DELETE);
          };
      default -> OTHER;
    };
  }

  private static RequestKind choose(
      String method, RequestKind get, RequestKind post, RequestKind change, RequestKind delete) {
    return switch (method) {
      case "GET", "HEAD" -> get;
      case "POST" -> post;
      case "PUT", "PATCH" -> change;
      case "DELETE" -> delete;
      default -> OTHER;
    };
  }
}
