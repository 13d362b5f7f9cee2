package io.hypertile.route;

import io.hypertile.error.ServiceException;
import io.hypertile.text.PercentDecoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All addresses of the server. A path without a row is refused to all but admins of everything, so
 * that none is left open by oversight. Immutable.
 */
public final class Routes {
  /** Route of a path without a row. */
  private static final Route UNKNOWN =
      Route.everywhere("/**", Scope.ADMIN).with(Route.Trait.PAGE).with(Route.Trait.UNSERVED);

  private final List<Route> rows;
  private final Node root = new Node();

  /** Rows that begin with the same segments. */
  private static final class Node {
    private final Map<String, Node> named = new HashMap<>();
    private final Map<String, Node> verbs = new HashMap<>();
    private @Nullable Node any;
    private @Nullable Route here;
    private @Nullable Route below;

    private void add(Route route, List<String> segments, int at) {
      String segment = at == segments.size() ? "" : segments.get(at);
      boolean last = at == segments.size() - 1;
      if (at == segments.size()) {
        here = free(here, route);
      } else if (last && (segment.equals("**") || segment.startsWith("{*"))) {
        below = free(below, route);
      } else if (segment.startsWith("{") && segment.contains("}" + Route.VERB)) {
        String verb = segment.substring(segment.indexOf('}') + 1);
        verbs.computeIfAbsent(verb, made -> new Node()).add(route, segments, at + 1);
      } else if (segment.startsWith("{")) {
        any = any == null ? new Node() : any;
        any.add(route, segments, at + 1);
      } else {
        named.computeIfAbsent(segment, made -> new Node()).add(route, segments, at + 1);
      }
    }

    private static Route free(@Nullable Route taken, Route route) {
      if (taken != null) {
        throw new IllegalArgumentException(
            "two rows for one address: " + taken.pattern() + " and " + route.pattern());
      }
      return route;
    }

    /**
     * The row of the most specific pattern: a text goes before a name, and that before the rest.
     */
    private @Nullable Route find(List<String> segments, int at, String method) {
      if (at == segments.size()) {
        return here;
      }
      Node next = named.get(segments.get(at));
      Route found = next == null ? null : next.find(segments, at + 1, method);
      if (found == null) {
        found = ofVerb(segments, at, method);
      }
      if (found == null && any != null) {
        found = any.find(segments, at + 1, method);
      }
      return found == null ? below : found;
    }

    private @Nullable Route ofVerb(List<String> segments, int at, String method) {
      String segment = segments.get(at);
      int verb = verbs.isEmpty() ? -1 : segment.lastIndexOf(Route.VERB);
      Node next = verb < 1 ? null : verbs.get(segment.substring(verb));
      Route found = next == null ? null : next.find(segments, at + 1, method);
      return found == null || !found.uses().containsKey(method) ? null : found;
    }
  }

  /**
   * Addresses of several tables.
   *
   * @throws IllegalArgumentException if two rows are of one address
   */
  public Routes(Collection<? extends RouteTable> tables) {
    List<Route> all = new ArrayList<>();
    tables.forEach(table -> all.addAll(table.rows()));
    rows = List.copyOf(all);
    rows.forEach(row -> root.add(row, row.segments(), 0));
  }

  /** All rows, in no order. */
  public List<Route> rows() {
    return rows;
  }

  /**
   * Finds the row of a path; one slash at the end of a path of the data is ignored.
   *
   * @param path the path of a request below the server's context, still percent-encoded
   * @param method the method of the request
   * @return never nothing: a path without a row has one that refuses
   */
  public Address find(String path, String method) {
    List<String> segments = decoded(path);
    if (segments.size() > 1 && segments.getLast().isEmpty()) {
      List<String> exact = segments.subList(0, segments.size() - 1);
      Route route = root.find(exact, 0, method);
      if (route != null && route.otherwise().isPresent() && !isOpenEnded(route)) {
        return new Address(route, exact);
      }
    }
    Route route = root.find(segments, 0, method);
    return new Address(route == null ? UNKNOWN : route, segments);
  }

  /** Finds the row of a path that may be asked for with any method. */
  public Address find(String path) {
    return find(path, "");
  }

  private static boolean isOpenEnded(Route route) {
    return route.pattern().endsWith("/**") || route.pattern().contains("{*");
  }

  /** Text that cannot be decoded matches no segment of a pattern; others refuse it. */
  private static List<String> decoded(String path) {
    List<String> segments = Route.segments(path);
    if (path.indexOf('%') < 0) {
      return segments;
    }
    List<String> decoded = new ArrayList<>();
    for (String segment : segments) {
      try {
        decoded.add(PercentDecoder.decode(segment));
      } catch (ServiceException e) {
        decoded.add(segment);
      }
    }
    return decoded;
  }
}
