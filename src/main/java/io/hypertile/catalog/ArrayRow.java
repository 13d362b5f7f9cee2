package io.hypertile.catalog;

import io.hypertile.filter.BoundFilter;
import io.hypertile.filter.Decision;
import io.hypertile.filter.Field;
import io.hypertile.filter.Key;
import io.hypertile.filter.Keys;
import io.hypertile.filter.Ranges.Range;
import io.hypertile.filter.Row;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeSchema;
import java.util.Optional;

/**
 * An array as a row: its id, and its attributes.
 *
 * @param header the array's
 */
public record ArrayRow(ArrayHeader header) implements Row {
  @Override
  public Optional<Key> key(Field field) {
    return switch (field) {
      case Field.Id _ -> Optional.of(Keys.ofText(header.id().text()));
      case Field.Attribute(AttributeSchema schema) -> header.find(schema.name()).map(Keys::of);
    };
  }

  /** Whether a filter may mean an array of which no more is known than its id. */
  public static boolean isMeantPerhaps(BoundFilter filter, ArrayId id) {
    Optional<Range> ofId = Optional.of(Range.of(Keys.ofText(id.text())));
    return filter.decide(field ->
        switch (field) {
          case Field.Id _ -> ofId;
          case Field.Attribute _ -> Optional.empty();
        })
        != Decision.CANNOT_MATCH;
  }
}
