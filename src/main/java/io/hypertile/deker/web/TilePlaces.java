package io.hypertile.deker.web;

import io.hypertile.engine.TileAddress;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.IntValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Tiling;
import java.util.List;
import java.util.Optional;

/** Reads the places of tiles from their primary attributes. */
final class TilePlaces {
  private TilePlaces() {}

  /** The tile that primary attributes name; empty if there can be none. */
  static Optional<TileAddress> address(Tiling tiling, Attributes primary) {
    List<AttributeValue> values = List.copyOf(primary.asMap().values());
    if (values.size() == 2
        && values.get(0) instanceof TextValue(String array)
        && values.get(1) instanceof TupleValue(List<AttributeValue> position)
        && ArrayId.isValid(array)) {
      return number(tiling, position).map(number -> new TileAddress(new ArrayId(array), number));
    }
    return Optional.empty();
  }

  private static Optional<Long> number(Tiling tiling, List<AttributeValue> values) {
    if (values.size() != tiling.counts().rank()) {
      return Optional.empty();
    }
    long[] position = new long[values.size()];
    for (int axis = 0; axis < position.length; axis++) {
      if (values.get(axis) instanceof IntValue(java.math.BigInteger at)
          && at.signum() >= 0
          && at.bitLength() < Long.SIZE
          && at.longValue() < tiling.counts().length(axis)) {
        position[axis] = at.longValue();
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(tiling.number(position));
  }
}
