package io.hypertile.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out tracing as a whole unless {@code management.opentelemetry.enabled} is set. The
 * framework would otherwise begin and end a span that nobody keeps for every request.
 */
final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {
  private static final String SWITCH = "management.opentelemetry.enabled";
  private static final List<String> PACKAGES =
      List.of(
          "org.springframework.boot.micrometer.tracing.",
          "org.springframework.boot.opentelemetry.");

  private boolean isOn;

  @Override
  public void setEnvironment(Environment environment) {
    isOn = environment.getProperty(SWITCH, Boolean.class, false);
  }

  @Override
  public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
    boolean[] kept = new boolean[configurations.length];
    for (int i = 0; i < kept.length; i++) {
      String name = configurations[i];
      kept[i] = isOn || name == null || PACKAGES.stream().noneMatch(name::startsWith);
    }
    return kept;
  }
}
