package io.hypertile.deker.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.AllowedMethods;
import io.hypertile.http.PercentDecoder;
import io.hypertile.http.ServedPaths;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.util.ArrayList;
import java.util.List;

/** What a path of the protocol names; the rows of the protocol's table of requests. */
sealed interface DekerRoute {
  /** Whether the server is there. */
  record Ping() implements DekerRoute {}

  /** All collections. */
  record Collections() implements DekerRoute {}

  /** One collection. */
  record OneCollection(CollectionName collection) implements DekerRoute {}

  /** All arrays of a collection. */
  record AllArrays(Place place) implements DekerRoute {}

  /** One array by its id. */
  record ById(Place place, ArrayId id) implements DekerRoute {}

  /**
   * One array by its primary attributes.
   *
   * @param values the segments of their values in Python's spelling, in schema order
   */
  record ByPrimary(Place place, List<String> values) implements DekerRoute {}

  /**
   * Cells of an array.
   *
   * @param bounds the bounds in brackets, decoded
   */
  record Data(Place place, ArrayId id, String bounds) implements DekerRoute {}

  /**
   * A collection, and which of its arrays are meant.
   *
   * @param virtual whether the path says {@code varray}
   */
  public record Place(CollectionName collection, boolean virtual) {}

  /**
   * Reads a path.
   *
   * @param path the path as it stands in the request line, with single slashes
   * @throws ServiceException {@code not-found} if the protocol has no such path, {@code
   *     invalid-name} for names and ids that cannot be
   */
  static DekerRoute parse(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(ServedPaths.DEKER.length()).split("/", -1)) {
      segments.add(PercentDecoder.decode(segment));
    }
    if (segments.size() > 1 && segments.getLast().isEmpty() && !isKey(segments)) {
      segments.removeLast();
    }
    return switch (segments.getFirst()) {
      case "ping" -> exactly(1, segments, new Ping());
      case "collections" -> exactly(1, segments, new Collections());
      case "collection" -> ofCollection(segments);
      default -> throw unknown();
    };
  }

  /** Whether the values of a key stand at the end, to which slashes may belong. */
  private static boolean isKey(List<String> segments) {
    return segments.size() > 4 && segments.get(3).equals("by-primary");
  }

  private static DekerRoute ofCollection(List<String> segments) {
    if (segments.size() < 2) {
      throw unknown();
    }
    CollectionName name = new CollectionName(segments.get(1));
    if (segments.size() == 2) {
      return new OneCollection(name);
    }
    return switch (segments.get(2)) {
      case "arrays" -> exactly(3, segments, new AllArrays(new Place(name, false)));
      case "varrays" -> exactly(3, segments, new AllArrays(new Place(name, true)));
      case "array" -> ofArray(new Place(name, false), segments);
      case "varray" -> ofArray(new Place(name, true), segments);
      default -> throw unknown();
    };
  }

  private static DekerRoute ofArray(Place place, List<String> segments) {
    if (segments.size() < 5) {
      throw unknown();
    }
    if (segments.get(3).equals("by-primary")) {
      return new ByPrimary(place, List.copyOf(segments.subList(4, segments.size())));
    }
    if (!segments.get(3).equals("by-id")) {
      throw unknown();
    }
    ArrayId id = new ArrayId(segments.get(4));
    if (segments.size() == 5) {
      return new ById(place, id);
    }
    boolean isData =
        segments.size() == 8 && segments.get(5).equals("subset") && segments.get(7).equals("data");
    if (!isData) {
      throw unknown();
    }
    return new Data(place, id, segments.get(6));
  }

  private static DekerRoute exactly(int count, List<String> segments, DekerRoute route) {
    if (segments.size() != count) {
      throw unknown();
    }
    return route;
  }

  private static ServiceException unknown() {
    return new ServiceException(
        ErrorCode.NOT_FOUND,
        "The protocol of Deker's client has no such address; the interface of this server is at"
            + " /api/v1.");
  }

  /** The methods that the address has, HEAD and OPTIONS apart, which all have that GET. */
  default List<String> methods() {
    return switch (this) {
      case Ping ignored -> List.of("GET");
      case Collections ignored -> List.of("GET", "POST");
      case OneCollection ignored -> List.of("GET", "DELETE");
      case AllArrays ignored -> List.of("GET", "POST", "PUT");
      case ById ignored -> List.of("GET", "PUT", "DELETE");
      case ByPrimary ignored -> List.of("GET");
      case Data ignored -> List.of("GET", "PUT");
    };
  }

  /**
   * The method that a request is handled as: that of its own, or GET for HEAD.
   *
   * @throws ServiceException {@code method-not-allowed}
   */
  default String requireMethod(String method) {
    String handled = method.equals("HEAD") ? "GET" : method;
    if (!methods().contains(handled)) {
      throw AllowedMethods.refusal(method, methods());
    }
    return handled;
  }
}
