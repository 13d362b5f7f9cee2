package io.hypertile.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Reads sizes in settings: a whole number with {@code B}, {@code KB}, {@code MB}, {@code GB} or
 * {@code TB}, in steps of 1024 and therefore also written {@code KiB} and so on, in either case;
 * bytes without one. Safe for use by many threads.
 */
@Component
@ConfigurationPropertiesBinding
public final class DataSizes implements Converter<String, @Nullable DataSize> {
  private static final Pattern FORM =
      Pattern.compile("(?<count>[+-]?[0-9]{1,19}) ?(?:(?<unit>[kmgt]?)(?:(?<=[kmgt])i)?b)?");
  private static final String UNITS = "kmgt";
  private static final int BITS = 10;

  /**
   * The size of a text.
   *
   * @return null for the empty text, which is no value
   * @throws IllegalArgumentException if the text is not a size, or exceeds 64 bits
   */
  @Override
  public @Nullable DataSize convert(String text) {
    if (text.isBlank()) {
      return null;
    }
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no size: " + text);
    }
    String unit = matcher.group("unit");
    int power = unit == null || unit.isEmpty() ? 0 : 1 + UNITS.indexOf(unit);
    try {
      long count = Long.parseLong(matcher.group("count"));
      return DataSize.ofBytes(Math.multiplyExact(count, 1L << BITS * power));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too large: " + text, e);
    }
  }
}
