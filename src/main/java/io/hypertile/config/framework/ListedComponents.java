package io.hypertile.config.framework;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Imports the components that packages list, so that a start reads those classes alone and not each
 * one of their packages. {@code ./mvnw test -Dtest=ListedComponentsTest -Dcomponents.update=true}
 * writes the lists again.
 */
public final class ListedComponents implements ImportSelector {
  /** The list of a package, beside its classes: their names without the package's, one a line. */
  public static final String FILE = "components.txt";

  private static final String ROOT = "io/hypertile/";

  @Override
  public String[] selectImports(AnnotationMetadata importing) {
    Set<String> names = new TreeSet<>();
    try {
      for (Resource list :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath*:" + ROOT + "**/" + FILE)) {
        String place = list.getURL().toString();
        String path = place.substring(place.lastIndexOf(ROOT), place.length() - FILE.length());
        String start = path.replace('/', '.');
        list.getContentAsString(StandardCharsets.UTF_8)
            .lines()
            .forEach(name -> names.add(start + name));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return names.toArray(String[]::new);
  }
}
