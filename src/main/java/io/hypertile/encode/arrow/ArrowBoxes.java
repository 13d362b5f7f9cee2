package io.hypertile.encode.arrow;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.FillValue;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Boxes of an answer as columns of one table: a row for each position of their first axis, in which
 * further axes are lists of a fixed length. All have a first axis of one name and one length. Boxes
 * that are not there are left out.
 */
public final class ArrowBoxes {
  private ArrowBoxes() {}

  /**
   * Starts a table.
   *
   * @param spool has room for its cells until the number of nulls is known
   * @throws ServiceException {@code not-encodable} with the member {@code name} of the first box
   *     that is no column
   */
  static CellEncoder table(List<CellsHeader.Named> boxes, Spool spool) {
    List<CellsHeader.Named> found = boxes.stream().filter(box -> box.found().isPresent()).toList();
    found.forEach(box -> require(box, found.getFirst()));
    List<TableColumn> columns = new ArrayList<>();
    found.forEach(box -> columns.add(column(box, Map.of())));
    long rows = found.isEmpty() ? 0 : found.getFirst().header().shape().length(0);
    return new ArrowTable(columns, rows, Map.of(), spool);
  }

  /**
   * A box as a column.
   *
   * @param box has an axis at least, and cells of a type that streams {@linkplain
   *     TableColumn#isTaken have}
   * @param attributes told of it
   */
  public static TableColumn column(CellsHeader.Named box, Map<String, String> attributes) {
    CellsHeader header = box.header();
    List<Long> lengths = header.shape().toList();
    return new TableColumn(
        box.name(), header.dtype(), lengths.subList(1, lengths.size()), attributes, nulls(header));
  }

  /** The cell that is null: NaT among times, the declared fill value among others. */
  private static Optional<FillValue> nulls(CellsHeader header) {
    boolean isTime = TableColumn.Times.of(header.dtype()).isPresent();
    return isTime
        ? Optional.of(FillValue.of(header.dtype(), ArrowTypes.NAT))
        : header.meaning().nulls();
  }

  private static void require(CellsHeader.Named box, CellsHeader.Named first) {
    CellsHeader header = box.header();
    if (!TableColumn.isTaken(header.dtype())) {
      throw refusal(
          box,
          "Of several arrays, Arrow has numbers, truth values, times and bytes of one length, and"
              + " no %s".formatted(header.dtype().numpyName()));
    }
    if (header.shape().rank() == 0) {
      throw refusal(
          box, "A column of Arrow has a row for each position of an axis, and here is no axis");
    }
    String axis = header.dimensions().getFirst();
    long length = header.shape().length(0);
    CellsHeader other = first.header();
    String rows = other.dimensions().getFirst();
    long count = other.shape().length(0);
    if (!axis.equals(rows) || length != count) {
      throw refusal(
          box,
          "The rows of a table are along one axis of one length: %s of %d in %s, %s of %d here"
              .formatted(
                  Quoting.quoted(rows),
                  count,
                  Quoting.quoted(first.name()),
                  Quoting.quoted(axis),
                  length));
    }
  }

  private static ServiceException refusal(CellsHeader.Named box, String fault) {
    return new ServiceException(
        ErrorCode.NOT_ENCODABLE,
        "%s; leave %s out, or ask for format=npz or json."
            .formatted(fault, Quoting.quoted(box.name())),
        Map.of("name", Quoting.shortened(box.name(), 100)),
        null);
  }
}
