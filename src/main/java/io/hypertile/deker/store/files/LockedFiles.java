package io.hypertile.deker.store.files;

import io.hypertile.deker.lock.LockedFile;
import io.hypertile.deker.lock.LockedFile.LockForm;
import io.hypertile.lock.LockKey;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.CollectionName;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that Deker locks for collections, arrays and virtual arrays (deker-layout.md, "Locks").
 * Thread-safe.
 */
public final class LockedFiles {
  private final DekerLayout arrays;
  private final DekerLayout virtual;

  public LockedFiles(DekerLayout arrays) {
    this.arrays = arrays;
    this.virtual = arrays.ofVirtualArrays();
  }

  /**
   * The file that stands for a key: that of an array or a virtual array, or the lock file of a
   * collection; empty if it is not there, or the key means something that Deker does not lock.
   */
  public Optional<LockedFile> of(LockKey key) {
    CollectionName collection = new CollectionName(key.collection());
    if (key.array().isEmpty()) {
      return present(arrays.at(arrays.collectionLock(collection)));
    }
    if (!ArrayId.isValid(key.array())) {
      return Optional.empty();
    }
    ArrayId id = new ArrayId(key.array());
    Path array = arrays.at(arrays.arrayFile(collection, id));
    return present(array).or(() -> present(virtual.at(virtual.arrayFile(collection, id))));
  }

  private Optional<LockedFile> present(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(of(path))
        : Optional.empty();
  }

  /** A file below the root, and how Deker locks it. */
  public LockedFile of(Path path) {
    if (!path.toString().endsWith(DekerLayout.ARRAY_ENDING)) {
      return new LockedFile(path, LockForm.DOCUMENT);
    }
    String collection = arrays.root().relativize(path).getName(1).toString();
    Path documents = virtual.at(virtual.arrayData(new CollectionName(collection)));
    return new LockedFile(path, Files.isDirectory(documents) ? LockForm.TILE : LockForm.ARRAY);
  }
}
