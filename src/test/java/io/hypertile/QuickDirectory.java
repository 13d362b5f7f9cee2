package io.hypertile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary directories of tests that make and remove very many small files and for which the disk
 * does not matter: in memory where Linux has a directory for that, else where others are.
 */
public final class QuickDirectory implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws IOException {
    Path usual = Path.of(System.getProperty("java.io.tmpdir"));
    return Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : usual, "hypertile-test");
  }
}
