package io.hypertile.collection;

import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.SchemaJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A collection of arrays whose keys are numbers. */
final class NumberedArrays {
  static final Collection COLLECTION =
      SchemaJson.parse(
          JsonReading.parse(
              """
              {"name": "c", "kind": "array", "dtype": "int8",
               "dimensions": [{"name": "x", "size": 1}],
               "attributes": [{"name": "n", "dtype": "int", "primary": true}]}
              """
                  .getBytes(StandardCharsets.UTF_8)));

  private NumberedArrays() {}

  /** A new array with a number. */
  static ArrayHeader header(int number) {
    Attributes key = Attributes.of(Map.of("n", AttributeValue.IntValue.of(number)));
    return new ArrayHeader(ArrayId.random(), key, Attributes.of(Map.of()));
  }
}
