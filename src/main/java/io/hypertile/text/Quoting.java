package io.hypertile.text;

/**
 * Pieces of a client's text as sentences show them: of bounded length and without control codes.
 */
public final class Quoting {
  private static final int MAX_LENGTH = 60;

  private Quoting() {}

  /** The first 60 characters of a text, with an ellipsis where more follow. */
  public static String shortened(String text) {
    return shortened(text, MAX_LENGTH);
  }

  /**
   * The beginning of a text, with an ellipsis where more follows. No surrogate pair is split, since
   * not every reader of JSON takes a half of one.
   *
   * @param length characters that are shown at most, from 1
   */
  public static String shortened(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splitsPair ? length - 1 : length) + "…";
  }

  /** A text in double quotes, shortened. */
  public static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  /** A character in double quotes when it can be seen, otherwise its code point. */
  public static String character(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          codePoint == ' ' ? "a blank" : String.format("U+%04X", codePoint);
      default -> codePoint == '"' ? "a double quote" : '"' + Character.toString(codePoint) + '"';
    };
  }
}
