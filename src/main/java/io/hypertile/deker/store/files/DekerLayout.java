package io.hypertile.deker.store.files;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Paths of everything below a storage root, as Deker has them (deker-layout.md, "Directories",
 * "Virtual arrays and tiles" and "Links and keys"). The only class that builds such paths. All
 * paths are below the root by construction: collection names and ids are checked by their types,
 * key parts by the key's text form, and {@link RootPath} refuses parts that could climb.
 */
public final class DekerLayout {
  public static final String ARRAY_ENDING = ".hdf5";

  /** Directory that holds all collections. */
  public static final RootPath COLLECTIONS = new RootPath("collections");

  /** Directory of removed collections that are kept for a while; not Deker's. */
  static final RootPath REMOVED = new RootPath(".hypertile/removed");

  /** Tells which server shares the root with Deker; not Deker's. */
  static final RootPath SHARING_NOTE = new RootPath(".hypertile/sharing.pid");

  private static final int SINGLE_CHARACTER_LEVELS = 8;

  private static final int LONGEST_WITHOUT_GROWING = 192;

  private final Path root;
  private final DataFiles kind;

  /** Kinds of data files, which differ in their directories and endings. */
  private enum DataFiles {
    ARRAY("array", ARRAY_ENDING),
    VARRAY("varray", ".json");

    private final String prefix;
    private final String ending;

    DataFiles(String prefix, String ending) {
      this.prefix = prefix;
      this.ending = ending;
    }
  }

  private DekerLayout(Path root, DataFiles kind) {
    this.root = root;
    this.kind = kind;
  }

  /**
   * The layout of a root, for arrays and tiles.
   *
   * @param root absolute path of the storage root, without links
   */
  public DekerLayout(Path root) {
    this(root, DataFiles.ARRAY);
  }

  /** The same layout, for the metadata of virtual arrays. */
  public DekerLayout ofVirtualArrays() {
    return new DekerLayout(root, DataFiles.VARRAY);
  }

  /** Ending of data files and of links to them. */
  public String ending() {
    return kind.ending;
  }

  /** The storage root. */
  public Path root() {
    return root;
  }

  /** A path in the file system. */
  public Path at(RootPath path) {
    return path.resolve(root);
  }

  public RootPath collection(CollectionName name) {
    return COLLECTIONS.child(name.text());
  }

  /** The collection's document. */
  public RootPath document(CollectionName name) {
    return collection(name).child(name.text() + ".json");
  }

  /**
   * Checks that a collection is there.
   *
   * @throws ServiceException {@code collection-not-found}
   */
  public void requireCollection(CollectionName name) {
    if (!Files.isRegularFile(at(document(name)), LinkOption.NOFOLLOW_LINKS)) {
      throw new ServiceException(
          ErrorCode.COLLECTION_NOT_FOUND,
          "There is no collection " + name + ".",
          Map.of("collection", name.text()),
          null);
    }
  }

  /** The empty file that Deker locks when it creates or clears the collection. */
  public RootPath collectionLock(CollectionName name) {
    return COLLECTIONS.child(name.text() + ".lock");
  }

  /**
   * The directories that hold arrays and links: all that clearing a collection removes. Virtual
   * arrays go before their tiles, so that a reader who misses a tile can tell why.
   */
  List<RootPath> contents(CollectionName name) {
    DekerLayout arrays = new DekerLayout(root, DataFiles.ARRAY);
    DekerLayout virtual = new DekerLayout(root, DataFiles.VARRAY);
    return List.of(
        virtual.arrayData(name),
        virtual.arrayLinks(name),
        arrays.arrayData(name),
        arrays.arrayLinks(name));
  }

  /** The directory of the files of arrays. */
  public RootPath arrayData(CollectionName name) {
    return collection(name).child(kind.prefix + "_data");
  }

  /** The directory of the links to arrays. */
  public RootPath arrayLinks(CollectionName name) {
    return collection(name).child(kind.prefix + "_symlinks");
  }

  /** The file of an array. */
  public RootPath arrayFile(CollectionName name, ArrayId id) {
    return new RootPath(
        directoryText(name, id).append('/').append(id.text()).append(kind.ending).toString());
  }

  /** One directory for each of the first eight characters, then one for the rest of the id. */
  RootPath arrayDirectory(CollectionName name, ArrayId id) {
    return new RootPath(directoryText(name, id).toString());
  }

  /**
   * Built in one go: every request for cells asks for it, and a path of fourteen names costs
   * checks.
   */
  private StringBuilder directoryText(CollectionName name, ArrayId id) {
    String digits = id.text();
    StringBuilder text = new StringBuilder(LONGEST_WITHOUT_GROWING);
    text.append(COLLECTIONS.text()).append('/').append(name.text()).append('/');
    text.append(kind.prefix).append("_data");
    for (int at = 0; at < SINGLE_CHARACTER_LEVELS; at++) {
      text.append('/').append(digits.charAt(at));
    }
    return text.append('/').append(digits, SINGLE_CHARACTER_LEVELS + 1, digits.length());
  }

  /**
   * The directory with the link to the array of a key.
   *
   * @param keyPath one directory name for each primary attribute, in schema order
   */
  public RootPath linkDirectory(CollectionName name, List<String> keyPath) {
    RootPath links = arrayLinks(name);
    return keyPath.isEmpty() ? links : links.child(String.join("/", keyPath));
  }

  /** The link to an array. */
  public RootPath link(CollectionName name, List<String> keyPath, ArrayId id) {
    return linkDirectory(name, keyPath).child(id.text() + kind.ending);
  }

  /** Text of the link to an array: absolute, as Deker's own integrity check wants it. */
  String linkTarget(CollectionName name, ArrayId id) {
    return at(arrayFile(name, id)).toString();
  }
}
