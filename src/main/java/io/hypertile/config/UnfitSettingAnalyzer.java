package io.hypertile.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says which setting of the server has a value that it does not take, and what it takes. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnfitSettingAnalyzer extends AbstractFailureAnalyzer<BindException> {
  private static final int LONGEST = 100;

  /** Ending of the names of keys and their hashes, whose values are not shown. */
  private static final String SECRET = "hash";

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, BindException cause) {
    String name = cause.getName().toString();
    if (!(name + ".").startsWith(SettingNames.PREFIX)) {
      return null;
    }
    return cause.getCause() instanceof BindValidationException invalid
        ? ofRules(invalid, cause)
        : ofType(name, cause);
  }

  private static FailureAnalysis ofRules(BindValidationException invalid, BindException cause) {
    String described =
        invalid.getValidationErrors().getAllErrors().stream()
            .map(error -> rule(invalid, error))
            .collect(Collectors.joining("\n"));
    return new FailureAnalysis(
        described, "Give the setting such a value; --help lists all settings.", cause);
  }

  private static String rule(BindValidationException invalid, ObjectError error) {
    String name = invalid.getValidationErrors().getName().toString();
    if (!(error instanceof FieldError field)) {
      return name + ": " + error.getDefaultMessage();
    }
    String full = name + "." + dashed(field.getField());
    Object value = field.getRejectedValue();
    return "The value of "
        + full
        + (value == null || full.endsWith(SECRET) ? "" : ", " + shortened(value) + ",")
        + " is not taken: it "
        + error.getDefaultMessage()
        + ".";
  }

  private static String dashed(String field) {
    return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  private static FailureAnalysis ofType(String name, BindException cause) {
    Class<?> type = cause.getTarget().getType().resolve(Object.class);
    ConfigurationProperty property = cause.getProperty();
    String value =
        property == null || name.endsWith(SECRET) ? "" : " " + shortened(property.getValue());
    return new FailureAnalysis(
        "The value%s of the setting %s is not taken.".formatted(value, name),
        "Give " + name + " " + taken(type) + "; --help lists all settings.",
        cause);
  }

  private static String shortened(Object value) {
    String text = value instanceof Duration time ? text(time) : String.valueOf(value);
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static String text(Duration time) {
    return time.getNano() == 0 ? time.toSeconds() + "s" : DurationStyle.SIMPLE.print(time);
  }

  /** Names the values that a setting of a type takes, with examples. */
  private static String taken(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .collect(Collectors.joining(", "));
    }
    if (type == DataSize.class) {
      return "a whole number with B, KB, MB, GB or TB (KiB, MiB, GiB and TiB are the same),"
          + " such as 64GB";
    }
    if (type == Duration.class) {
      return "a time with ms, s, m, h or d, such as 10s";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (List.of(int.class, Integer.class, long.class, Long.class).contains(type)) {
      return "a whole number, such as 512";
    }
    if (type == double.class || type == Double.class) {
      return "a number, such as 2.5";
    }
    if (type == Instant.class) {
      return "a time of ISO 8601 with an offset, such as 2030-01-01T00:00:00Z";
    }
    return type == Path.class ? "a path" : "a value of another form";
  }
}
