package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import io.hypertile.config.framework.ListedComponents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.stereotype.Component;

/**
 * Components are listed, and groups of settings named: one that is not would silently be missing.
 */
class ListedComponentsTest {
  private static final AnnotationMetadata METADATA =
      AnnotationMetadata.introspect(HypertileApplication.class);

  private static final Path RESOURCES =
      Path.of(System.getProperty("hypertile.basedir", "."), "src/main/resources");

  /** Classes below {@code io.hypertile} that a filter takes, without those of tests. */
  private static TreeSet<String> found(TypeFilter filter) throws IOException {
    ClassPathScanningCandidateComponentProvider scanner =
        new ClassPathScanningCandidateComponentProvider(false) {
          // Conditions are for each start to decide.
          @Override
          protected boolean isCandidateComponent(MetadataReader reader) throws IOException {
            return filter.match(reader, getMetadataReaderFactory());
          }
        };
    TreeSet<String> names = new TreeSet<>();
    for (BeanDefinition found : scanner.findCandidateComponents("io.hypertile")) {
      String place =
          Objects.requireNonNull(((AbstractBeanDefinition) found).getResource())
              .getURL()
              .toString();
      if (!place.contains("/test-classes/")) {
        names.add(found.getBeanClassName());
      }
    }
    return names;
  }

  @Test
  void everyComponentIsListed() throws IOException {
    TreeSet<String> all = found(new AnnotationTypeFilter(Component.class, true));
    all.remove(HypertileApplication.class.getName());
    assertThat(all)
        .hasSizeGreaterThan(100)
        .contains("io.hypertile.config.ServerRoutes", "io.hypertile.collection.web.ApiRoutes");
    if (Boolean.getBoolean("components.update")) {
      write(all);
    }
    assertThat(listed()).isEqualTo(all);
    assertThat(new ListedComponents().selectImports(METADATA)).containsExactlyElementsOf(all);
  }

  private static TreeSet<String> listed() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(RESOURCES.resolve("io"))) {
      for (Path list : files.filter(file -> file.endsWith(ListedComponents.FILE)).toList()) {
        String start = RESOURCES.relativize(list.getParent()).toString().replace('/', '.') + ".";
        Files.readAllLines(list).forEach(name -> names.add(start + name));
      }
    }
    return names;
  }

  private static void write(TreeSet<String> all) throws IOException {
    try (Stream<Path> files = Files.walk(RESOURCES.resolve("io"))) {
      for (Path list : files.filter(file -> file.endsWith(ListedComponents.FILE)).toList()) {
        Files.delete(list);
      }
    }
    for (String name : all) {
      int end = name.lastIndexOf('.');
      Path place = RESOURCES.resolve(name.substring(0, end).replace('.', '/'));
      Files.createDirectories(place);
      Files.writeString(
          place.resolve(ListedComponents.FILE),
          name.substring(end + 1) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  @Test
  void everyGroupOfSettingsIsNamed() throws Exception {
    TreeSet<String> named = new TreeSet<>();
    for (String each :
        found(new AnnotationTypeFilter(EnableConfigurationProperties.class, false))) {
      for (Class<?> settings :
          Class.forName(each).getAnnotation(EnableConfigurationProperties.class).value()) {
        named.add(settings.getName());
      }
    }
    assertThat(named)
        .isEqualTo(found(new AnnotationTypeFilter(ConfigurationProperties.class)))
        .containsAll(List.of(HypertileProperties.class.getName()));
  }
}
