package io.hypertile.schema;

/**
 * Description of an array without its cells.
 *
 * @param id its id
 * @param primary its key: every primary attribute in schema order
 * @param custom every custom attribute in schema order, null where not given
 */
public record ArrayHeader(ArrayId id, Attributes primary, Attributes custom) {
  /** The same attributes under an id. */
  public ArrayHeader of(ArrayId other) {
    return id.equals(other) ? this : new ArrayHeader(other, primary, custom);
  }

  /** The value of an attribute, primary or custom. */
  public java.util.Optional<AttributeValue> find(String attribute) {
    return primary.find(attribute).or(() -> custom.find(attribute));
  }
}
