package io.hypertile.engine.hdf5;

import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.nio.file.Path;
import java.util.List;

/**
 * Where everything lies below a storage root, as Deker has it (deker.md 1.1, 1.7, 1.8). The only
 * class that builds such paths. All paths are below the root by construction: collection names and
 * ids are checked by their types, key parts by the key's text form.
 */
final class DekerLayout {
  static final String ARRAY_ENDING = ".hdf5";
  private static final int SINGLE_CHARACTER_LEVELS = 8;

  private final Path root;

  /**
   * The layout of a root.
   *
   * @param root absolute path of the storage root, without links
   */
  DekerLayout(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** Directory that holds all collections. */
  Path collections() {
    return root.resolve("collections");
  }

  Path collection(CollectionName name) {
    return collections().resolve(name.text());
  }

  /** The collection's document. */
  Path document(CollectionName name) {
    return collection(name).resolve(name.text() + ".json");
  }

  /** The empty file that Deker locks when it creates or clears the collection. */
  Path collectionLock(CollectionName name) {
    return collections().resolve(name.text() + ".lock");
  }

  /** The directories that hold arrays and links: all that clearing a collection removes. */
  List<Path> contents(CollectionName name) {
    return List.of(
        arrayData(name),
        arrayLinks(name),
        collection(name).resolve("varray_data"),
        collection(name).resolve("varray_symlinks"));
  }

  Path arrayData(CollectionName name) {
    return collection(name).resolve("array_data");
  }

  Path arrayLinks(CollectionName name) {
    return collection(name).resolve("array_symlinks");
  }

  /** The file of an array. */
  Path arrayFile(CollectionName name, ArrayId id) {
    return spread(arrayData(name), id).resolve(id.text() + ARRAY_ENDING);
  }

  /**
   * The directory with the link to the array of a key.
   *
   * @param keyPath one directory name for each primary attribute, in schema order
   */
  Path linkDirectory(CollectionName name, List<String> keyPath) {
    Path directory = arrayLinks(name);
    for (String part : keyPath) {
      directory = directory.resolve(part);
    }
    return directory;
  }

  /** The link to an array. */
  Path link(CollectionName name, List<String> keyPath, ArrayId id) {
    return linkDirectory(name, keyPath).resolve(id.text() + ARRAY_ENDING);
  }

  /** One directory for each of the first eight characters, then one for the rest of the id. */
  private static Path spread(Path data, ArrayId id) {
    Path directory = data;
    for (int at = 0; at < SINGLE_CHARACTER_LEVELS; at++) {
      directory = directory.resolve(id.text().substring(at, at + 1));
    }
    return directory.resolve(id.text().substring(SINGLE_CHARACTER_LEVELS + 1));
  }
}
