package io.hypertile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.springframework.test.context.DynamicPropertyRegistry;

/** The store {@code lake} of the examples, with the store of ATLAS that they import. */
final class ImportableStore {
  private static final String SOURCE = "0.14.0/profiles/";

  private ImportableStore() {}

  /** Makes the store in a directory, and names it in the settings. */
  static void add(DynamicPropertyRegistry registry, Path root) {
    Path lake = root.resolve("lake");
    try (InputStream in = ImportableStore.class.getResourceAsStream("/fixtures/atlas/stores.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().startsWith(SOURCE) && !entry.isDirectory()) {
          Path file = lake.resolve("profiles.atlas/" + entry.getName().substring(SOURCE.length()));
          Files.createDirectories(file.getParent());
          Files.write(file, zip.readAllBytes());
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    registry.add("hypertile.stores.lake.url", () -> lake.toUri().toString());
    registry.add("hypertile.stores.lake.read-only", () -> "true");
  }
}
