package io.hypertile.zarr.view;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.PercentDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The path of a node below the root of the hierarchy. Segments are kept as they appear in the
 * address, percent-encoded, since a key of an array tells a comma from an encoded one. Immutable.
 *
 * @param segments the segments, outermost first; none for the root
 */
public record NodePath(List<String> segments) {
  /** An ending that every group may bear, for programs that know Zarr by it. */
  private static final String ENDING = ".zarr";

  /** The root. */
  public static final NodePath ROOT = new NodePath(List.of());

  public NodePath {
    segments = List.copyOf(segments);
  }

  /**
   * The path in an address. No first segment has a slash of its own, so one with an encoded slash
   * is of a path that was percent-encoded once more as a whole, as generators of forms do it.
   *
   * @param text what follows the address of the root: empty, or segments each behind its slash; a
   *     slash at the end is ignored
   * @throws io.hypertile.error.ServiceException {@code invalid-request} if it cannot be decoded, or
   *     has dot segments or zero bytes then
   */
  public static NodePath parse(String text) {
    String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (path.isEmpty()) {
      return ROOT;
    }
    NodePath parsed = split(path);
    if (PercentDecoder.decode(parsed.raw(0)).indexOf('/') < 0) {
      return parsed;
    }
    String decoded = plain(PercentDecoder.decode(path));
    return split(decoded.endsWith("/") ? decoded.substring(0, decoded.length() - 1) : decoded);
  }

  private static NodePath split(String path) {
    return new NodePath(Arrays.asList(path.substring(1).split("/", -1)));
  }

  /** A decoded path, checked as those of addresses are when they come in. */
  private static String plain(String path) {
    for (String segment : path.split("/", -1)) {
      String name = PercentDecoder.decode(segment);
      if (name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0) {
        throw new ServiceException(
            ErrorCode.INVALID_REQUEST,
            "The path holds a dot segment or a zero byte, which is ambiguous; leave it out.");
      }
    }
    return path;
  }

  /** Number of segments. */
  public int depth() {
    return segments.size();
  }

  /** A segment as it appears in the address. */
  public String raw(int at) {
    return segments.get(at);
  }

  /**
   * A segment decoded.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-request} if it cannot be
   */
  public String name(int at) {
    return PercentDecoder.decode(segments.get(at));
  }

  /** The last segment as it appears in the address; empty for the root. */
  public String last() {
    return segments.isEmpty() ? "" : segments.getLast();
  }

  /** The path of the first segments. */
  public NodePath first(int count) {
    return new NodePath(segments.subList(0, count));
  }

  /** The same path without one of its segments. */
  public NodePath without(int at) {
    List<String> changed = new ArrayList<>(segments);
    changed.remove(at);
    return new NodePath(changed);
  }

  /** The same path with another first segment. */
  public NodePath withFirst(String segment) {
    List<String> changed = new ArrayList<>(segments);
    changed.set(0, segment);
    return new NodePath(changed);
  }

  /** A segment without the ending that groups may bear; empty if it has none. */
  public static Optional<String> withoutEnding(String segment) {
    return segment.endsWith(ENDING) && segment.length() > ENDING.length()
        ? Optional.of(segment.substring(0, segment.length() - ENDING.length()))
        : Optional.empty();
  }
}
