package io.hypertile.encode.arrow;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Map;

/**
 * A stream of Arrow with a tidy table: a column for each dimension and the cells, a row for each
 * cell in C order. Coordinates that are times are timestamps in UTC, in microseconds or, where they
 * are so fine, nanoseconds; labels are numbered; complex cells are two columns, texts are UTF-8.
 * Cells with the fill value that the schema names are null, and so is NaT. Several boxes are
 * columns of one table ({@link ArrowBoxes}).
 *
 * @param spool has room for cells of several boxes until the number of nulls is known
 */
public record ArrowFormat(Spool spool) implements ArrayFormat {
  @Override
  public String name() {
    return "arrow";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/vnd.apache.arrow.stream");
  }

  @Override
  public boolean hasCoordinates() {
    return true;
  }

  /** Each row has its coordinates. */
  @Override
  public int cellBytes(CellType dtype, int rank) {
    return dtype.size() + rank * Long.BYTES;
  }

  /** Browsers keep it as a file of the array's name. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return ArrayFormat.asFile(name + ".arrows");
  }

  @Override
  public boolean holdsSeveral() {
    return true;
  }

  /** Coordinates of several boxes would be tables of their own. */
  @Override
  public CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    if (options.coordinates()) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "Several arrays come as Arrow without coordinates: leave coordinates=true out, name the"
              + " arrays that are coordinates as well, or ask for format=npz or json.",
          Map.of("parameter", "coordinates"),
          null);
    }
    return ArrowBoxes.table(boxes, spool);
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    if (!ArrowTypes.isTaken(header.dtype())) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "Cells of type %s are not sent as Arrow; ask for format=npz or json."
              .formatted(header.dtype().numpyName()),
          Map.of("dtype", header.dtype().numpyName()),
          null);
    }
    return new ArrowEncoder(header);
  }
}
