package io.hypertile.route;

import java.util.List;

/**
 * The row of a path, with what the path says in place of the names of the pattern. Immutable.
 *
 * @param route the row
 * @param segments the segments of the path, decoded, without the slash at the end that is ignored
 */
public record Address(Route route, List<String> segments) {
  public Address {
    segments = List.copyOf(segments);
  }

  /**
   * The segment of the path in the place of one of the pattern.
   *
   * @param name as it appears in the pattern, with its braces
   * @throws IllegalArgumentException if the pattern has none of this name
   */
  public String at(String name) {
    int place = Route.position(route.pattern(), name);
    String segment = segments.get(place);
    int verb = route.segments().get(place).length() - name.length();
    return segment.substring(0, segment.length() - verb);
  }

  /**
   * Whether a segment may be the key of an array behind its tilde. Where nothing is served, every
   * segment may be a key that was meant, except the one that says whose right is needed: it must be
   * the same text for every reader of the path.
   *
   * @param segment its index, from 0
   */
  public boolean mayBeKey(int segment) {
    List<String> pattern = route.segments();
    String place = segment < pattern.size() ? pattern.get(segment) : "";
    return place.equals(Route.ARRAY)
        || route.has(Route.Trait.UNSERVED) && !place.equals(Route.COLLECTION);
  }

  /**
   * Whether a segment is the name of a dataset or a variable, in which slashes are data.
   *
   * @param segment its index, from 0
   */
  public boolean isName(int segment) {
    List<String> pattern = route.segments();
    return segment < pattern.size() && isName(pattern.get(segment));
  }

  private static boolean isName(String segment) {
    return segment.equals(Route.DATASET) || segment.equals(Route.VARIABLE);
  }

  /**
   * Position at which the segments begin that {@code {*name}} at the end of a pattern matches; past
   * the last segment for other patterns.
   */
  public int rest() {
    List<String> pattern = route.segments();
    boolean open = !pattern.isEmpty() && pattern.getLast().startsWith("{*");
    return open ? pattern.size() - 1 : segments.size();
  }
}
