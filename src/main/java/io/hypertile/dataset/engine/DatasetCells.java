package io.hypertile.dataset.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.zarr.cells.ZarrArray;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An array of a dataset.
 *
 * @param changes where it is changed
 */
record DatasetCells(ZarrArray array, DatasetName dataset, ArrayName own, ArrayChanges changes)
    implements CellArray {
  @Override
  public String name() {
    return array.name();
  }

  @Override
  public ArraySpec spec() {
    return array.spec();
  }

  @Override
  public Optional<String> units() {
    JsonNode units = array.document().attributes().path("units");
    return units.isString() ? Optional.of(units.stringValue()) : Optional.empty();
  }

  /** The fill value that was declared: zeros of an array without one are numbers. */
  @Override
  public Optional<FillValue> nulls() {
    return DefinitionForm.read(own.text(), own, array.document()).fill();
  }

  @Override
  public Optional<FillValue> blank() {
    return nulls();
  }

  @Override
  public Version version() {
    return array.version();
  }

  @Override
  public <T> Optional<T> document(Class<T> type) {
    return array.document(type);
  }

  @Override
  public CellReader open(Region bounds) {
    return DatasetFaults.meant(dataset, own, () -> array.open(bounds));
  }

  @Override
  public Version write(Region box, CellSource cells, Precondition condition) {
    return changes.write(dataset, own, box, cells, condition);
  }

  @Override
  public Version clear(Region box, Precondition condition) {
    return changes.clear(dataset, own, box, condition);
  }

  @Override
  public void letGo() {
    array.letGo();
  }
}
