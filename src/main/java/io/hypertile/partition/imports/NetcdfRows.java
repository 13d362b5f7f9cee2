package io.hypertile.partition.imports;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.imports.ImportedDataset;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.RepeatSource;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.netcdf.NetcdfReader;
import io.hypertile.partition.body.RowFormat;
import io.hypertile.partition.body.RowReceiver;
import io.hypertile.partition.schema.GroupSchema.Placed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/**
 * Rows in a file of NetCDF, classic or NetCDF-4: the variables of its top group, as xarray writes
 * them.
 */
public final class NetcdfRows implements RowFormat {
  private static final DatasetName NAME = new DatasetName("body");

  private final NetcdfReader reader;
  private final ArrayFormat npy;
  private final Spool spool;
  private final long limit;

  /**
   * Files that wait in a spool.
   *
   * @param npy converts cells
   * @param limit most bytes of all cells, decoded
   */
  public NetcdfRows(NetcdfReader reader, ArrayFormat npy, Spool spool, long limit) {
    this.reader = reader;
    this.npy = npy;
    this.spool = spool;
    this.limit = limit;
  }

  @Override
  public String name() {
    return "netcdf";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/x-netcdf", "application/netcdf");
  }

  @Override
  public void read(InputStream body, RowReceiver rows) throws IOException {
    try (FileChannel file = spool.receive(body)) {
      try (ImportedDataset imported = reader.open(file, "The body", Optional.of("/"))) {
        read(imported.named(NAME), rows);
      }
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.CORRUPT_DATA ? e.as(ErrorCode.MALFORMED_BODY) : e;
    }
  }

  private void read(NewDataset dataset, RowReceiver rows) throws IOException {
    ForeignCells cells = new ForeignCells(npy, rows, limit);
    for (NewArray array : dataset.arrays()) {
      ArrayDefinition definition = array.definition();
      Placed placed = rows.require(definition.name().text());
      cells.requireWithin(definition.dtype(), definition.shape());
      try (CellSource source = cells(array)) {
        cells.take(
            placed,
            new ForeignCells.Given(
                definition.dtype(), definition.shape(), meaning(definition), source));
      } catch (ServiceException e) {
        throw ForeignCells.of(placed, e);
      }
    }
  }

  private static ForeignCells.Meaning meaning(ArrayDefinition definition) {
    TypedAttributes attributes = definition.attributes();
    return new ForeignCells.Meaning(
        text(attributes, "units"),
        text(attributes, "calendar"),
        definition.fill(),
        Packing.of(attributes));
  }

  private static CellSource cells(NewArray array) {
    CellType type = array.definition().dtype();
    byte[] cell =
        array
            .definition()
            .fill()
            .filter(fill -> !type.isAnyLength())
            .map(FillValue::bytes)
            .orElseGet(() -> new byte[type.isAnyLength() ? Integer.BYTES : type.size()]);
    return array
        .cells()
        .orElseGet(() -> new RepeatSource(cell, array.definition().shape().cells()));
  }

  private static Optional<String> text(TypedAttributes attributes, String name) {
    return attributes.values().get(name) instanceof TypedValue.Text text
        ? Optional.of(text.value())
        : Optional.empty();
  }
}
