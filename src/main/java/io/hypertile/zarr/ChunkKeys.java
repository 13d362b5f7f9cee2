package io.hypertile.zarr;

/**
 * Rule that makes keys of chunks from their positions.
 *
 * @param form the rule
 * @param separator between the numbers: a slash or a point
 */
public record ChunkKeys(Form form, char separator) {
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
}
