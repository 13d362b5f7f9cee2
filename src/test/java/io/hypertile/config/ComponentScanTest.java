package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.HypertileApplication;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.TypeFilter;
import org.springframework.stereotype.Component;

/** Components are where the server looks for them: one anywhere else would silently be missing. */
class ComponentScanTest {
  private static final TypeFilter COMPONENTS = new AnnotationTypeFilter(Component.class, true);
  private static final TypeFilter SETTINGS =
      new AnnotationTypeFilter(ConfigurationProperties.class);

  /** Names of the classes below packages, without those of tests. */
  private static TreeSet<String> found(TypeFilter filter, String... packages) throws IOException {
    ClassPathScanningCandidateComponentProvider scanner =
        new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(filter);
    TreeSet<String> names = new TreeSet<>();
    for (String each : packages) {
      for (BeanDefinition found : scanner.findCandidateComponents(each)) {
        String place =
            Objects.requireNonNull(((AbstractBeanDefinition) found).getResource())
                .getURL()
                .toString();
        if (!place.contains("/test-classes/")) {
          names.add(found.getBeanClassName());
        }
      }
    }
    return names;
  }

  @Test
  void everyComponentIsFound() throws IOException {
    String[] packages =
        HypertileApplication.class.getAnnotation(ComponentScan.class).basePackages();
    TreeSet<String> all = found(COMPONENTS, "io.hypertile");
    all.remove(HypertileApplication.class.getName());
    assertThat(found(COMPONENTS, packages)).isEqualTo(all);
    assertThat(all)
        .hasSizeGreaterThan(30)
        .contains("io.hypertile.config.ServerRoutes", "io.hypertile.collection.web.ApiRoutes");
    for (String each : packages) {
      assertThat(found(COMPONENTS, each)).as(each).isNotEmpty();
    }
  }

  @Test
  void everyGroupOfSettingsIsFound() throws IOException {
    String[] packages =
        HypertileApplication.class.getAnnotation(ConfigurationPropertiesScan.class).value();
    TreeSet<String> all = found(SETTINGS, "io.hypertile");
    assertThat(found(SETTINGS, packages)).isEqualTo(all);
    assertThat(all).containsAll(List.of(HypertileProperties.class.getName()));
  }
}
