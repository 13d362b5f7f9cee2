package io.hypertile.s3;

import io.hypertile.text.PercentDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a request. Those that are not known are passed over, as clients send some that only
 * help others. Immutable.
 *
 * @param values by name, the first of each
 */
public record S3Query(Map<String, String> values) {
  private static final int MOST = 100;

  /** Copies the values. */
  public S3Query {
    values = Map.copyOf(values);
  }

  /**
   * Reads the query of an address.
   *
   * @param query percent-encoded; null if the address has no query
   */
  public static S3Query parse(@Nullable String query) {
    Map<String, String> values = new LinkedHashMap<>();
    if (query != null && !query.isEmpty()) {
      String[] pairs = query.split("&", -1);
      if (pairs.length > MOST) {
        throw new S3Failure(
            S3Code.INVALID_ARGUMENT, "A query has at most " + MOST + " parameters.");
      }
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.putIfAbsent(decoded(name), decoded(value));
      }
    }
    return new S3Query(values);
  }

  private static String decoded(String text) {
    return PercentDecoder.decode(text.replace('+', ' '));
  }

  /** Whether a parameter is there, with or without a value. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value of a parameter; empty if the parameter is missing or has no value. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
  }

  /**
   * A whole number.
   *
   * @throws S3Failure if the value is not a whole number, or below the least
   */
  public int number(String name, int least, int otherwise) {
    Optional<String> text = value(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number that is too small.
    }
    throw new S3Failure(
        S3Code.INVALID_ARGUMENT, name + " is a whole number from " + least + " on.");
  }
}
