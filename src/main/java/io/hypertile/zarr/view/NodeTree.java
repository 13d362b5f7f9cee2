package io.hypertile.zarr.view;

import java.util.List;
import java.util.Optional;

/**
 * The part of the hierarchy that one model gives: groups named after its collections, and whatever
 * is below these. Each model's is a bean; nothing else lists them. Thread-safe.
 */
public interface NodeTree {
  /** Names of its collections; names of other models' collections may be among them. */
  List<String> collections();

  /** Whether it has a collection of this name. */
  boolean has(String collection);

  /**
   * The node at a path.
   *
   * @param path its first segment names a collection that the tree has
   * @return must be closed; empty if there is none
   * @throws io.hypertile.error.ServiceException {@code not-found} or a more telling code of that
   *     kind if there is none, or whatever keeps it from being read
   */
  Optional<Node> find(NodePath path);

  /**
   * The nodes right below a group.
   *
   * @param path the path of a group that was found
   * @param limit most of them, at least 1
   */
  Children children(NodePath path, int limit);

  /**
   * Nodes right below a group.
   *
   * @param names their segments in addresses, percent-encoded, in an order that does not change
   * @param isWhole whether there are no others
   */
  record Children(List<String> names, boolean isWhole) {
    public Children {
      names = List.copyOf(names);
    }
  }
}
