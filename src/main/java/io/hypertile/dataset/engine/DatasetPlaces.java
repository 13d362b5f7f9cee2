package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.text.Quoting;
import io.hypertile.zarr.NodeDocument;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Places of the nodes of a collection. The only class that makes them of names.
 *
 * @param root the group at the top
 * @param isShared whether other programs may make nodes as well, and groups lie in groups
 */
record DatasetPlaces(StorePrefix root, boolean isShared) {
  private static final Set<String> TAKEN =
      Set.of(NodeDocument.NAME, ".zarray", ".zgroup", ".zattrs", ".zmetadata");

  /** Longest name of a file. */
  private static final int LONGEST_PART = 250;

  /** The document of the group at the top. */
  StoreKey head() {
    return root.key(NodeDocument.NAME);
  }

  /** The place of a dataset. */
  StorePrefix of(DatasetName name) {
    return name.equals(DatasetName.TOP) ? root : root.child(name.text());
  }

  /** The place of an array. */
  StorePrefix of(DatasetName dataset, ArrayName array) {
    return of(dataset).child(array.text());
  }

  /** The document of a node. */
  static StoreKey document(StorePrefix node) {
    return node.key(NodeDocument.NAME);
  }

  /** The name of the dataset in a place; empty where a name would be none. */
  Optional<DatasetName> name(StorePrefix place) {
    if (place.equals(root)) {
      return Optional.of(DatasetName.TOP);
    }
    try {
      return Optional.of(new DatasetName(root.relative(place)));
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  /** The name of the array in a place; empty where a name would be none. */
  static Optional<ArrayName> arrayName(StorePrefix place) {
    try {
      return Optional.of(new ArrayName(place.text().substring(place.text().lastIndexOf('/') + 1)));
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  /**
   * Refuses a name that no new dataset can have.
   *
   * @throws ServiceException {@code invalid-name}
   */
  void requireNew(DatasetName name) {
    if (!isShared && !name.isSimple()) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "The name of a dataset must not hold a slash, but in a collection of layout tree.",
          Map.of("name", Quoting.shortened(name.text(), 100)),
          null);
    }
    requireFree(name.text());
  }

  /**
   * Refuses a name that no new node can have.
   *
   * @throws ServiceException {@code invalid-name}
   */
  static void requireFree(String name) {
    for (String part : name.split("/", -1)) {
      boolean isLong = part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART;
      if (TAKEN.contains(part) || part.startsWith(".hypertile") || isLong) {
        throw new ServiceException(
            ErrorCode.INVALID_NAME,
            isLong
                ? "A part of a name has at most " + LONGEST_PART + " bytes; shorten it."
                : "The name " + part + " is taken by Zarr or the server; choose another one.",
            Map.of("name", Quoting.shortened(part, 100)),
            null);
      }
    }
  }
}
