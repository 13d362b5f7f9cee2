package io.hypertile.encode.netcdf;

/** Names of dimensions, variables and attributes (NetCDF classic format specification, name). */
public final class NetcdfNames {
  private NetcdfNames() {}

  /** Whether files may have a name. */
  public static boolean isValid(String name) {
    if (name.isEmpty() || name.endsWith(" ")) {
      return false;
    }
    int first = name.codePointAt(0);
    boolean begins = first >= 0x80 || Character.isLetterOrDigit(first) || first == '_';
    return begins && name.chars().noneMatch(c -> c == '/' || Character.isISOControl(c));
  }

  /** A name that files may have, with underscores in place of what they may not. */
  static String valid(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .map(c -> c == '/' || Character.isISOControl(c) ? '_' : c)
        .forEach(text::appendCodePoint);
    String stripped = text.toString().strip();
    return isValid(stripped) ? stripped : "_" + stripped;
  }
}
