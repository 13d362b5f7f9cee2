package io.hypertile.backup;

import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.CollectionName;
import java.util.List;
import java.util.Optional;

/**
 * Places of a collection's files below a storage root, whatever its kind: those of Deker's layout,
 * and those of Zarr with what the server keeps beside them.
 *
 * @param name of the collection
 */
record CollectionFiles(CollectionName name) {
  private static final String HDF5 = "collections/";
  private static final String ZARR = "zarr/";
  private static final String BESIDE = "zarr/.collections/";

  /** Directories with all that the collection has. */
  List<String> trees() {
    return List.of(HDF5 + name.text(), ZARR + name.text(), BESIDE + name.text());
  }

  /** The file that Deker locks. */
  String lock() {
    return HDF5 + name.text() + ".lock";
  }

  /** Its document in Deker's layout, which tells its name as well. */
  String document() {
    return HDF5 + name.text() + "/" + name.text() + ".json";
  }

  /** Its document in Zarr, which does not. */
  String group() {
    return ZARR + name.text() + "/zarr.json";
  }

  /** Whether a path is one of its files, or a directory on the way to them. */
  boolean holds(String path) {
    return isOwn(path) || isAbove(path);
  }

  /** Whether a path is one of its files. */
  boolean isOwn(String path) {
    return path.equals(lock()) || trees().stream().anyMatch(tree -> RootPath.isWithin(path, tree));
  }

  /** Whether a path is a directory on the way to its files. */
  boolean isAbove(String path) {
    return trees().stream().anyMatch(tree -> !tree.equals(path) && RootPath.isWithin(tree, path));
  }

  /** The path of a file of the collection under another name of it; empty for other paths. */
  Optional<String> renamed(String path, CollectionFiles to) {
    if (path.equals(document())) {
      return Optional.of(to.document());
    }
    for (int at = 0; at < trees().size(); at++) {
      if (RootPath.isWithin(path, trees().get(at))) {
        return Optional.of(to.trees().get(at) + path.substring(trees().get(at).length()));
      }
    }
    return Optional.empty();
  }
}
