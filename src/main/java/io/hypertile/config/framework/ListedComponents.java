package io.hypertile.config.framework;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Imports the components that a file names, so that a start reads those classes alone and not each
 * one of their packages. {@code ./mvnw test -Dtest=ListedComponentsTest -Dcomponents.update=true}
 * writes the file again.
 */
public final class ListedComponents implements ImportSelector {
  /** The file on the class path: names of classes in order, a line for each. */
  public static final String FILE = "components.txt";

  @Override
  public String[] selectImports(AnnotationMetadata importing) {
    try (InputStream in = ListedComponents.class.getResourceAsStream("/" + FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toArray(String[]::new);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
