package io.hypertile.atlas;

import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.memory.MemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Stores that ATLAS itself has written, with what it reads from them. */
final class AtlasStores {
  static final MemoryShare MEMORY = MemoryBudget.only(MemoryUse.CHUNKS, 512L << 20);

  private AtlasStores() {}

  /** All files by their paths: {@code <version>/<store>/…} and {@code <version>.json}. */
  static Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream in = AtlasStores.class.getResourceAsStream("/fixtures/atlas/stores.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          files.put(entry.getName(), zip.readAllBytes());
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return files;
  }

  /** A store in memory with files. */
  static MemoryStore store(Map<String, byte[]> files) {
    MemoryStore store = new MemoryStore("lake");
    files.forEach(
        (path, bytes) -> store.put(new StoreKey(path), ObjectBody.of(bytes), Condition.ALWAYS));
    return store;
  }
}
