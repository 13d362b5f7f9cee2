package io.hypertile.partition.schema;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.CellForms;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.CodecSpec;
import io.hypertile.zarr.ZarrFill;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** Fill values that schemas declare, which they spell as documents of Zarr 3 do. */
public final class VariableFill {
  private VariableFill() {}

  /**
   * The fill value of a variable; empty if its schema declares none.
   *
   * @throws io.hypertile.error.ServiceException {@code corrupt-data} if its type has no such value
   */
  public static Optional<FillValue> declared(VariableSchema variable) {
    if (variable.fill().isNull()) {
      return Optional.empty();
    }
    CellType type = variable.dtype();
    ArraySpecification oneCell =
        new ArraySpecification(
            new ChunkGrid(Shape.of(), Shape.of()),
            CellForms.zarr(type),
            Optional.of(new ZarrFill.Cell(CellForms.unwritten(type).bytes())),
            ChunkKeys.USUAL,
            List.of(
                new CodecSpec(
                    "bytes", JsonNodeFactory.instance.objectNode().put("endian", "little"))));
    ArrayDocument document =
        ArrayDocument.create(oneCell, List.of(), JsonNodeFactory.instance.objectNode())
            .withFill(variable.fill());
    return document
        .specification()
        .fill()
        .map(fill -> FillValue.of(type, ((ZarrFill.Cell) fill).bytes()));
  }
}
