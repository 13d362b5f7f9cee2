package io.hypertile.engine;

import io.hypertile.StorageDirectories;
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
