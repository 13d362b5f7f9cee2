package io.hypertile.zarr.view;

import io.hypertile.zarr.NodeDocument;
import java.util.Set;

/** Names of nodes (Zarr core specification 3.1, "Node names"). */
public final class NodeNames {
  private NodeNames() {}

  /** Whether a node may bear a name. */
  public static boolean isValid(String name) {
    return !name.isEmpty()
        && name.indexOf('/') < 0
        && !name.startsWith("__")
        && !name.equals(NodeDocument.NAME)
        && !name.chars().allMatch(c -> c == '.')
        && name.chars().noneMatch(Character::isISOControl);
  }

  /** A name that is not in use: the first of some words, or that with signs behind it. */
  static String free(String wanted, Set<String> used) {
    String name = used.contains(wanted) || !isValid(wanted) ? "data" : wanted;
    while (used.contains(name)) {
      name += "_";
    }
    return name;
  }
}
