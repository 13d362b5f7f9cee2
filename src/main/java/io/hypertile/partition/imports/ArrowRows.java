package io.hypertile.partition.imports;

import io.hypertile.dataset.imports.DeclaredFill;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.Spool;
import io.hypertile.encode.arrow.ArrowStream;
import io.hypertile.encode.arrow.StreamColumn;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.body.RowFormat;
import io.hypertile.partition.body.RowReceiver;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.VariableFill;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows in a stream of Arrow: a column for each variable, whose axes behind the first are lists of
 * one length. Null is the fill value that the variable declares, else NaN or NaT.
 */
public final class ArrowRows implements RowFormat {
  private final ArrayFormat npy;
  private final Spool spool;
  private final long limit;

  /**
   * Streams that wait in a spool.
   *
   * @param npy converts cells
   * @param limit most bytes of all cells
   */
  public ArrowRows(ArrayFormat npy, Spool spool, long limit) {
    this.npy = npy;
    this.spool = spool;
    this.limit = limit;
  }

  @Override
  public String name() {
    return "arrow";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/vnd.apache.arrow.stream");
  }

  @Override
  public void read(InputStream body, RowReceiver rows) throws IOException {
    try (FileChannel file = spool.receive(body)) {
      ArrowStream stream = ArrowStream.open(file);
      ForeignCells cells = new ForeignCells(npy, rows, limit);
      List<StreamColumn> columns = stream.columns();
      for (int n = 0; n < columns.size(); n++) {
        StreamColumn column = columns.get(n);
        Placed placed = rows.require(column.name());
        Optional<FillValue> nulls = nulls(column.type(), placed);
        try (CellSource source = stream.cells(n, nulls)) {
          take(column, stream.rows(), source, placed, cells);
        }
      }
    }
  }

  private static void take(
      StreamColumn column, long rows, CellSource source, Placed placed, ForeignCells cells)
      throws IOException {
    CellType type = column.type();
    List<Long> lengths = new ArrayList<>(List.of(rows));
    lengths.addAll(column.lists());
    CellType wanted = placed.variable().dtype();
    boolean isParts =
        wanted instanceof DType dtype
            && dtype.kind() == DType.Kind.COMPLEX
            && !column.lists().isEmpty()
            && column.lists().getLast() == 2
            && type instanceof DType part
            && part.kind() == DType.Kind.FLOAT
            && 2 * part.size() == dtype.size();
    if (isParts) {
      type = wanted;
      lengths.removeLast();
    } else if (type instanceof CellType.FixedBytes bytes
        && wanted instanceof CellType.RawBytes raw
        && bytes.size() == raw.size()) {
      type = wanted;
    }
    Shape shape = Shape.of(lengths);
    cells.requireWithin(type, shape);
    cells.take(placed, new ForeignCells.Given(type, shape, ForeignCells.Meaning.NONE, source));
  }

  /** The cell that null becomes, in the type of the stream. */
  private static Optional<FillValue> nulls(CellType type, Placed placed) {
    Optional<FillValue> declared =
        VariableFill.declared(placed.variable()).filter(fill -> fill.dtype().equals(type));
    return declared.or(() -> DeclaredFill.usual(type));
  }
}
