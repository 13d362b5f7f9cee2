package io.hypertile.collection.web;

import io.hypertile.cells.web.CellLimits;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sizes past which requests are refused.
 *
 * @param cells sizes of cells on their way
 * @param array bytes of the cells of an array, or of a tile of a virtual array; 0 for any number
 */
public record WebLimits(CellLimits cells, long array) {
  /** Bytes of a JSON document. */
  public long document() {
    return cells.document();
  }

  /**
   * Checks the arrays that a new collection would hold (deker-rules.md 24 and 25).
   *
   * @throws ServiceException {@code invalid-schema} with {@code limit} and {@code requested} if an
   *     array, or a tile where there are tiles, has more bytes than the limit
   */
  public void requireArray(ArraysSchema schema) {
    boolean isTiled = schema instanceof VArraySchema;
    Shape shape =
        switch (schema) {
          case ArraySchema plain -> plain.shape();
          case VArraySchema tiled -> tiled.grid().tileShape(tiled.shape());
        };
    long requested = shape.bytes(schema.dtype());
    if (array > 0 && requested > array) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("pointer", "/dimensions");
      members.put("limit", array);
      members.put("requested", requested);
      throw new ServiceException(
          ErrorCode.INVALID_SCHEMA,
          "%s of this collection would have %d bytes, and %d is the limit; %s."
              .formatted(
                  isTiled ? "A tile" : "An array",
                  requested,
                  array,
                  isTiled ? "cut it into more tiles" : "choose smaller dimensions or a varray"),
          members,
          null);
    }
  }
}
