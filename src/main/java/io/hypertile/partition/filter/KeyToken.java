package io.hypertile.partition.filter;

/**
 * A word or sign of a filter.
 *
 * @param column of its first character, from 1
 * @param text a name, or the characters of a sign; empty at the end
 */
record KeyToken(Type type, int column, String text, KeyValue value) {
  /** Types of tokens. */
  enum Type {
    NAME,
    LITERAL,
    SIGN,
    END
  }

  static KeyToken sign(int column, String text) {
    return new KeyToken(Type.SIGN, column, text, KeyValue.Constant.NONE);
  }

  static KeyToken name(int column, String text) {
    return new KeyToken(Type.NAME, column, text, KeyValue.Constant.NONE);
  }

  static KeyToken literal(int column, String text, KeyValue value) {
    return new KeyToken(Type.LITERAL, column, text, value);
  }

  static KeyToken end(int column) {
    return new KeyToken(Type.END, column, "", KeyValue.Constant.NONE);
  }

  boolean isSign(String sign) {
    return type == Type.SIGN && text.equals(sign);
  }

  /** Whether it is a word of the language, which cannot be a name. */
  boolean isWord(String word) {
    return type == Type.NAME && text.equals(word);
  }
}
