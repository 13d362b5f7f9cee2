package io.hypertile.engine.hdf5;

import io.hypertile.journal.RootPath;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.nio.file.Path;
import java.util.List;

/**
 * Where everything lies below a storage root, as Deker has it (deker.md 1.1, 1.7, 1.8). The only
 * class that builds such paths. All paths are below the root by construction: collection names and
 * ids are checked by their types, key parts by the key's text form, and {@link RootPath} refuses
 * what could climb.
 */
final class DekerLayout {
  static final String ARRAY_ENDING = ".hdf5";

  /** Directory that holds all collections. */
  static final RootPath COLLECTIONS = new RootPath("collections");

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

  /** The storage root. */
  Path root() {
    return root;
  }

  /** A path in the file system. */
  Path at(RootPath path) {
    return path.resolve(root);
  }

  RootPath collection(CollectionName name) {
    return COLLECTIONS.child(name.text());
  }

  /** The collection's document. */
  RootPath document(CollectionName name) {
    return collection(name).child(name.text() + ".json");
  }

  /** The empty file that Deker locks when it creates or clears the collection. */
  RootPath collectionLock(CollectionName name) {
    return COLLECTIONS.child(name.text() + ".lock");
  }

  /** The directories that hold arrays and links: all that clearing a collection removes. */
  List<RootPath> contents(CollectionName name) {
    return List.of(
        arrayData(name),
        arrayLinks(name),
        collection(name).child("varray_data"),
        collection(name).child("varray_symlinks"));
  }

  RootPath arrayData(CollectionName name) {
    return collection(name).child("array_data");
  }

  RootPath arrayLinks(CollectionName name) {
    return collection(name).child("array_symlinks");
  }

  /** The file of an array. */
  RootPath arrayFile(CollectionName name, ArrayId id) {
    return arrayDirectory(name, id).child(id.text() + ARRAY_ENDING);
  }

  /** One directory for each of the first eight characters, then one for the rest of the id. */
  RootPath arrayDirectory(CollectionName name, ArrayId id) {
    StringBuilder spread = new StringBuilder();
    for (int at = 0; at < SINGLE_CHARACTER_LEVELS; at++) {
      spread.append(id.text().charAt(at)).append('/');
    }
    return arrayData(name).child(spread + id.text().substring(SINGLE_CHARACTER_LEVELS + 1));
  }

  /**
   * The directory with the link to the array of a key.
   *
   * @param keyPath one directory name for each primary attribute, in schema order
   */
  RootPath linkDirectory(CollectionName name, List<String> keyPath) {
    RootPath links = arrayLinks(name);
    return keyPath.isEmpty() ? links : links.child(String.join("/", keyPath));
  }

  /** The link to an array. */
  RootPath link(CollectionName name, List<String> keyPath, ArrayId id) {
    return linkDirectory(name, keyPath).child(id.text() + ARRAY_ENDING);
  }

  /** Text of the link to an array: absolute, as Deker's own integrity check wants it. */
  String linkTarget(CollectionName name, ArrayId id) {
    return at(arrayFile(name, id)).toString();
  }
}
