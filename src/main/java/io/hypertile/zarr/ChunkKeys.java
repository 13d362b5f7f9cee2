package io.hypertile.zarr;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rule that makes keys of chunks from their positions.
 *
 * @param form the rule
 * @param separator between the numbers: a slash or a point
 */
public record ChunkKeys(Form form, char separator) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /** The ways. */
  public enum Form {
    /** {@code c/0/1}. */
    DEFAULT,
    /** {@code 0.1}, as format 2 does. */
    V2
  }

  /** The rule of zarr-python: {@code c/0/1}. */
  public static final ChunkKeys USUAL = new ChunkKeys(Form.DEFAULT, '/');

  /** Checks the separator. */
  public ChunkKeys {
    if (separator != '/' && separator != '.') {
      throw new IllegalArgumentException("a separator " + separator);
    }
  }

  /** The key of a chunk below its array, from its place along each axis, counted in chunks. */
  public String key(long[] position) {
    StringBuilder key = new StringBuilder(form == Form.DEFAULT ? "c" : "");
    for (long number : position) {
      key.append(key.isEmpty() ? "" : String.valueOf(separator)).append(number);
    }
    return key.isEmpty() ? "0" : key.toString();
  }

  /**
   * The place of the chunk that has a key; empty if none has.
   *
   * @param rank number of axes
   */
  public Optional<long[]> position(String key, int rank) {
    String numbers = form == Form.DEFAULT && key.startsWith("c") ? key.substring(1) : key;
    String[] parts = numbers.split(Pattern.quote(String.valueOf(separator)), -1);
    int skipped = form == Form.DEFAULT ? 1 : 0;
    long[] position = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      int part = axis + skipped;
      if (part >= parts.length || !NUMBER.matcher(parts[part]).matches()) {
        return Optional.empty();
      }
      position[axis] = Long.parseLong(parts[part]);
    }
    return key(position).equals(key) ? Optional.of(position) : Optional.empty();
  }
}
