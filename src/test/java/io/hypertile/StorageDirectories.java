package io.hypertile;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Makes the directories that tests put storages into. */
public final class StorageDirectories implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long LEAST_BYTES = 512L << 20;

  /**
   * Says that tests of a class, and of those nested in it, put storages into memory where the
   * system has a file system for that: for what another class tries on the disk, or where the disk
   * does not matter, and making very many small files and forcing them would take most of the time.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface InMemory {}

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    boolean wanted =
        Stream.<Class<?>>iterate(
                context.getRequiredTestClass(), Objects::nonNull, Class::getEnclosingClass)
            .anyMatch(type -> type.isAnnotationPresent(InMemory.class));
    Path usual = Path.of(System.getProperty("java.io.tmpdir"));
    return Files.createTempDirectory(wanted && hasMemory() ? MEMORY : usual, "hypertile-test");
  }

  private static boolean hasMemory() throws IOException {
    return Files.isDirectory(MEMORY)
        && Files.isWritable(MEMORY)
        && Files.getFileStore(MEMORY).getUsableSpace() >= LEAST_BYTES;
  }
}
