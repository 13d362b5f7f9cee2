package io.hypertile.deker.store.files;

import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.Dimension;
import java.util.ArrayList;
import java.util.List;

/**
 * The schema of tiles as far as their files are checked against it: times of axes and attributes of
 * the parent may be missing in files that are read, which {@code TileSchema} would not allow
 * (deker-layout.md, "Virtual arrays and tiles"; deker-rules.md 73).
 */
public final class TileFileSchema {
  public static final String VID = "vid";
  public static final String POSITION = "v_position";

  private TileFileSchema() {}

  public static ArraySchema of(VArraySchema schema) {
    Shape shape = schema.grid().tileShape(schema.shape());
    List<Dimension> dimensions = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      dimensions.add(new Dimension.Plain(schema.dimensions().get(axis).name(), shape.length(axis)));
    }
    return new ArraySchema(
        schema.dtype(),
        schema.fillValue(),
        List.copyOf(dimensions),
        List.of(
            new AttributeSchema(VID, AttributeType.Plain.STRING, true),
            new AttributeSchema(POSITION, AttributeType.Plain.TUPLE, true)));
  }
}
