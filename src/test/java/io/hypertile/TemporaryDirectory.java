package io.hypertile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/**
 * A directory in the system's temporary one for as long as something needs it, where JUnit's {@code
 * TempDir} cannot serve: for a bean, which lives as long as its server, and for benchmarks.
 *
 * @param path the directory
 */
public record TemporaryDirectory(Path path) implements AutoCloseable {
  /** Makes an empty one, whose name begins with the prefix. */
  public static TemporaryDirectory create(String prefix) {
    try {
      return new TemporaryDirectory(Files.createTempDirectory("hypertile-" + prefix));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Removes it with all that it holds. */
  @Override
  public void close() {
    try {
      FileSystemUtils.deleteRecursively(path);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
