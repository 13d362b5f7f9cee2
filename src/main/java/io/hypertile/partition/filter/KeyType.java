package io.hypertile.partition.filter;

/** Types of values as far as orders and membership ask for them. */
enum KeyType {
  NUMBER("a number"),
  TEXT("a text"),
  BYTES("bytes"),
  CONSTANT("None or ..."),
  ITEMS("a list of values");

  private final String text;

  KeyType(String text) {
    this.text = text;
  }

  /** The type in a sentence. */
  String text() {
    return text;
  }

  static KeyType of(KeyValue value) {
    return switch (value) {
      case KeyValue.Whole ignored -> NUMBER;
      case KeyValue.Real ignored -> NUMBER;
      case KeyValue.Text ignored -> TEXT;
      case KeyValue.Bytes ignored -> BYTES;
      case KeyValue.Constant ignored -> CONSTANT;
      case KeyValue.Items ignored -> ITEMS;
    };
  }
}
