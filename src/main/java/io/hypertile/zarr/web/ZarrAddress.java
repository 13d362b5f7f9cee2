package io.hypertile.zarr.web;

import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.view.NodePath;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Meaning of an address of the hierarchy, as far as the address itself tells. */
sealed interface ZarrAddress {
  /** The key that chunks are below. */
  String CHUNKS = "c";

  /** The document of a node. */
  record Document(NodePath node) implements ZarrAddress {}

  /**
   * A node as a page; or a chunk, if the node is an array.
   *
   * @param path the whole path
   * @param array the array that it would be a chunk of; empty if it cannot be a chunk
   */
  record Place(NodePath path, Optional<NodePath> array) implements ZarrAddress {
    /** The numbers of the chunk as they appear in the path. */
    List<String> numbers() {
      return path.segments().subList(array.orElseThrow().depth() + 1, path.depth());
    }
  }

  /** Object that readers of other formats look for beside a node, and never find. */
  record Nothing() implements ZarrAddress {}

  /** Documents of format 2, and files that geographic programs keep beside others. */
  Set<String> FOREIGN = Set.of(".zgroup", ".zarray", ".zattrs", ".zmetadata");

  /** Endings of such files. */
  List<String> BESIDE = List.of(".aux.xml", ".aux", ".ovr", ".msk");

  /** Finds the meaning of a path. */
  static ZarrAddress of(NodePath path) {
    String last = path.last();
    if (last.equals(NodeDocument.NAME)) {
      return new Document(path.first(path.depth() - 1));
    }
    // Behind the tilde of a key, the same letters are part of the key.
    boolean beside = !last.startsWith("~") && BESIDE.stream().anyMatch(last::endsWith);
    if (FOREIGN.contains(last) || beside) {
      return new Nothing();
    }
    int at = path.segments().lastIndexOf(CHUNKS);
    return new Place(path, at < 1 ? Optional.empty() : Optional.of(path.first(at)));
  }
}
