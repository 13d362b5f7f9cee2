package io.hypertile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.StorageDirectories;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.Collection;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A new storage for each test, opened before it and closed after it. */
public abstract class OpenedStorage {
  @TempDir(factory = StorageDirectories.class)
  Path root;

  TestStorage storage;
  ArrayEngine engine;
  CollectionStore store;

  /** Opens the storage at the root, which is an empty directory the first time. */
  protected abstract TestStorage open(Path root);

  /**
   * Whether the storage keeps cells of a type; otherwise it refuses collections of them by name.
   */
  protected boolean keeps(DType dtype) {
    return true;
  }

  /** Whether arrays of a collection's type are kept; checks that they are refused where not. */
  boolean isKept(Collection collection) {
    DType dtype = collection.arrays().dtype();
    if (!keeps(dtype)) {
      assertThatThrownBy(() -> store.create(collection))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.members()).containsEntry("dtype", dtype.numpyName()))
          .hasMessageContaining(dtype.numpyName());
      assertThat(store.find(collection.name())).isEmpty();
    }
    return keeps(dtype);
  }

  @BeforeEach
  void openStorage() {
    storage = open(root);
    engine = storage.arrays();
    store = storage.collections();
  }

  @AfterEach
  void closeStorage() {
    storage.close();
  }

  void reopen() {
    storage.close();
    openStorage();
  }
}
