package io.hypertile.collection.web;

/** What the description of the interface says of {@code {array}}. */
final class ArrayParameter {
  static final String TEXT =
      "A UUID, or ~ and the values of the primary attributes in schema order, separated by commas,"
          + " each percent-encoded";

  private ArrayParameter() {}
}
