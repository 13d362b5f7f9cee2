package io.hypertile.zarr.view;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.FillValue;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.ZarrType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A named variable as the hierarchy shows it: without what the server notes, with the missing value
 * as xarray reads it. Times, whose bytes are whole numbers, are shown as those, with units by the
 * CF conventions: some readers know no type of NumPy's.
 *
 * @param dimensions names of its axes; empty where they are those of the stored document
 * @param attributes of the variable; not to be changed
 * @param declared a fill value that somebody declared
 */
public record ShownVariable(
    List<String> dimensions, CellType dtype, ObjectNode attributes, Optional<FillValue> declared) {
  public ShownVariable {
    dimensions = List.copyOf(dimensions);
  }

  /** The document that is shown; empty where stored chunks are not those that it would name. */
  public Optional<ArrayDocument> stored(ArrayDocument own) {
    boolean isPassed = own.format() == 3 && own.specification().keys().equals(ChunkKeys.USUAL);
    if (!isPassed) {
      return Optional.empty();
    }
    boolean isNamed = !own.dimensionNames().isEmpty() || dimensions.isEmpty();
    return Optional.of(
        !isTime() && isNamed ? own.withAttributes(shownAttributes()) : rewritten(own));
  }

  private ArrayDocument rewritten(ArrayDocument own) {
    ArraySpecification stored = own.specification();
    ZarrType type = isTime() ? ZarrType.Basic.INT64 : stored.type();
    return ArrayDocument.create(
        new ArraySpecification(stored.grid(), type, stored.fill(), stored.keys(), stored.codecs()),
        own.dimensionNames().isEmpty()
            ? dimensions.stream().map(Optional::of).toList()
            : own.dimensionNames(),
        shownAttributes());
  }

  /**
   * The form whose chunks are made of decoded cells; empty for cells that are not shown.
   *
   * @param fill the cell of places without a chunk
   */
  public Optional<VariableForm> decoded(ChunkGrid grid, FillValue fill) {
    Optional<ZarrType> type = isTime() ? Optional.of(ZarrType.Basic.INT64) : ShownTypes.find(dtype);
    return type.map(shown ->
        new VariableForm(
            dimensions, grid, shown, new ZarrFill.Cell(fill.bytes()), shownAttributes()));
  }

  private ObjectNode shownAttributes() {
    ObjectNode own = attributes.deepCopy();
    if (!own.has(MissingValue.NAME)) {
      declared
          .flatMap(MissingValue::ofDeclared)
          .ifPresent(value -> own.set(MissingValue.NAME, value));
    }
    Map<String, String> times = CfTypes.attributes(dtype);
    times.forEach(own::put);
    if (!times.isEmpty()) {
      own.put(MissingValue.NAME, Long.MIN_VALUE);
    }
    return own;
  }

  private boolean isTime() {
    return CfTypes.units(dtype).isPresent();
  }
}
