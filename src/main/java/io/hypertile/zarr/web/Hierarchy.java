package io.hypertile.zarr.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.route.Scope;
import io.hypertile.security.Caller;
import io.hypertile.text.PercentEncoder;
import io.hypertile.zarr.view.NodePath;
import io.hypertile.zarr.view.NodeTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The trees of all models below one root, as a caller may see them. Thread-safe. */
@Component
final class Hierarchy {
  private final List<NodeTree> trees;

  Hierarchy(List<NodeTree> trees) {
    this.trees = List.copyOf(trees);
  }

  /**
   * A place below the root.
   *
   * @param tree the tree that has it
   * @param path its path, with the collection's own name first
   */
  record Place(NodeTree tree, NodePath path) {}

  /** Names of the collections that a caller may see, in order. */
  List<String> collections(Caller caller) {
    return trees.stream()
        .flatMap(tree -> tree.collections().stream())
        .filter(name -> caller.may(Scope.READ, name))
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * The place of a path, whose collection the caller may see and is there.
   *
   * @param path a path below the root
   * @throws ServiceException {@code collection-not-found}, whether there is none or none for the
   *     caller; {@code not-found} for a path that cannot be
   */
  Place require(NodePath path, Caller caller) {
    if (path.segments().contains("")) {
      throw new ServiceException(
          ErrorCode.NOT_FOUND, "There is nothing at a path with an empty segment.");
    }
    for (String name : names(path)) {
      if (caller.may(Scope.READ, name)) {
        for (NodeTree tree : trees) {
          if (tree.has(name)) {
            return new Place(tree, path.withFirst(PercentEncoder.encode(name)));
          }
        }
      }
    }
    throw new ServiceException(
        ErrorCode.COLLECTION_NOT_FOUND,
        "There is no collection of this name; GET /api/v1/collections lists all names.",
        Map.of("collection", path.name(0)),
        null);
  }

  /** Possible names of a path's collection, the name as it is written first. */
  static List<String> names(NodePath path) {
    String name = path.name(0);
    Optional<String> plain = NodePath.withoutEnding(name);
    List<String> names = new ArrayList<>(List.of(name));
    plain.ifPresent(names::add);
    return names;
  }
}
