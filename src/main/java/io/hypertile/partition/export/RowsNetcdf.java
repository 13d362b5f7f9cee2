package io.hypertile.partition.export;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.schema.PartitionedForm;
import java.util.List;
import java.util.Map;

/**
 * Rows as one file of classic NetCDF: 64-bit offsets where its types allow that, otherwise 64-bit
 * data. Immutable.
 *
 * @param form gives attributes; boxes bear the paths of its variables
 */
public record RowsNetcdf(PartitionedForm form) implements ArrayFormat {
  @Override
  public String name() {
    return "netcdf";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/x-netcdf", "application/netcdf");
  }

  @Override
  public boolean holdsSeveral() {
    return true;
  }

  /** Browsers keep it as a file of the collection's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".nc");
  }

  @Override
  public CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    return new NetcdfRows(form).encoder(boxes);
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    throw RowVariables.onlySeveral();
  }
}
