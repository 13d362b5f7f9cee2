package io.hypertile.deker.form;

import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.Dimension.Time;
import io.hypertile.schema.Dimension.TimeStart;
import io.hypertile.schema.Tiling;
import io.hypertile.text.IsoTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schema and attributes of the tiles of virtual arrays: ordinary arrays, whose schema follows from
 * the virtual one and is stored nowhere (deker-layout.md, "Virtual arrays and tiles";
 * deker-rules.md 73).
 */
public final class TileSchema {
  private static final String VID = "vid";
  private static final String POSITION = "v_position";
  private static final String PARENT = "parent.";

  private TileSchema() {}

  /** The schema of the tiles of arrays of a schema. */
  public static ArraySchema of(VArraySchema schema) {
    List<Dimension> dimensions = new ArrayList<>();
    Tiling tiling = Tiling.of(schema);
    for (int axis = 0; axis < schema.dimensions().size(); axis++) {
      dimensions.add(dimension(schema.dimensions().get(axis), tiling.tileShape().length(axis)));
    }
    List<AttributeSchema> attributes = new ArrayList<>();
    attributes.add(new AttributeSchema(VID, AttributeType.Plain.STRING, true));
    attributes.add(new AttributeSchema(POSITION, AttributeType.Plain.TUPLE, true));
    for (String start : starts(schema)) {
      attributes.add(new AttributeSchema(PARENT + start, AttributeType.Plain.DATETIME, false));
    }
    return new ArraySchema(
        schema.dtype(), schema.fillValue(), List.copyOf(dimensions), List.copyOf(attributes));
  }

  private static Dimension dimension(Dimension dimension, long size) {
    return switch (dimension) {
      case Time time ->
          new Time(
              time.name(),
              size,
              switch (time.start()) {
                case TimeStart.Fixed fixed -> fixed;
                case TimeStart.OfAttribute(String name) -> new TimeStart.OfAttribute(PARENT + name);
              },
              time.step());
      case Dimension.Plain plain -> new Dimension.Plain(plain.name(), size);
      case Dimension.Scaled scaled -> new Dimension.Plain(scaled.name(), size);
      case Dimension.Labelled labelled -> new Dimension.Plain(labelled.name(), size);
    };
  }

  private static Set<String> starts(VArraySchema schema) {
    Set<String> names = new LinkedHashSet<>();
    for (Dimension dimension : schema.dimensions()) {
      if (dimension instanceof Time time
          && time.start() instanceof TimeStart.OfAttribute(String name)) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * Id and attributes of a tile.
   *
   * @param parent the virtual array
   * @param position the tile's position in the grid
   * @param id the tile's id
   */
  public static ArrayHeader header(
      VArraySchema schema, ArrayHeader parent, long[] position, ArrayId id) {
    Map<String, @Nullable AttributeValue> primary = new LinkedHashMap<>();
    primary.put(VID, new TextValue(parent.id().text()));
    primary.put(
        POSITION,
        new TupleValue(
            Arrays.stream(position)
                .<AttributeValue>mapToObj(AttributeValue.IntValue::of)
                .toList()));
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    for (int axis = 0; axis < position.length; axis++) {
      if (schema.dimensions().get(axis) instanceof Time time
          && time.start() instanceof TimeStart.OfAttribute(String name)) {
        custom.put(PARENT + name, start(time, parent.find(name), position[axis]));
      }
    }
    return new ArrayHeader(id, Attributes.of(primary), Attributes.of(custom));
  }

  /**
   * Start time of a tile. Deker adds one step for each tile, not for each cell (deker-layout.md,
   * "Virtual arrays and tiles"); nothing reads it, so a time that Deker could not write is left
   * out.
   */
  private static @Nullable AttributeValue start(
      Time time, Optional<AttributeValue> parent, long position) {
    if (parent.orElse(null) instanceof TimeValue(Instant start)) {
      try {
        Instant moved = start.plus(time.step().multipliedBy(position));
        return IsoTime.isTold(moved) ? new TimeValue(moved) : null;
      } catch (ArithmeticException | DateTimeException e) {
        return null;
      }
    }
    return null;
  }
}
