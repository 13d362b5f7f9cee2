package io.hypertile.zarr;

/** Paths of nodes below a group: names with slashes between them, such as {@code a/b}. */
final class NodePaths {
  private NodePaths() {}

  /** Whether a text is one that cannot lead out of the group. */
  static boolean isPath(String text) {
    for (String name : text.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return false;
      }
    }
    return text.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\');
  }
}
