package io.hypertile.cells.web;

import io.hypertile.array.CellArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.RequestBodies;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.PlannedPoints;
import io.hypertile.slice.PointColumns;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Points that a request asks for, not yet tied to an array.
 *
 * @param table the points
 * @param others what is taken on the other axes, and how values are looked up
 */
public record PointQuery(PointTable table, SelectionQuery others) {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";

  /**
   * The table in the body of a request.
   *
   * @param limit most bytes of it
   * @throws ServiceException {@code unsupported-format}, {@code body-too-large}, or {@code
   *     malformed-body} if the connection breaks
   */
  public static PointTable body(HttpServletRequest request, long limit) {
    PointTable.Form form =
        switch (RequestBodies.mediaType(request).orElse("")) {
          case JSON -> PointTable.Form.JSON;
          case CSV -> PointTable.Form.CSV;
          default ->
              throw new ServiceException(
                  ErrorCode.UNSUPPORTED_FORMAT,
                  "Points are taken as JSON or CSV; send them with Content-Type: "
                      + JSON
                      + " or "
                      + CSV
                      + ".",
                  Map.of("supported", List.of(JSON, CSV)),
                  null);
        };
    RequestBodies.requireWithin(request.getContentLengthLong(), limit);
    try (InputStream body = request.getInputStream()) {
      byte[] text = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
      RequestBodies.requireWithin(text.length, limit);
      return new PointTable(text, form);
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
  }

  /**
   * A reading of the points from an array.
   *
   * @param array is closed with the reading, and now if it fails
   * @param limit most bytes that may be read for it
   * @param written finds the smallest box with all cells that hold something
   * @throws ServiceException {@code invalid-slice} if a point is not on the array, {@code
   *     malformed-body} if the table cannot be read
   */
  PlannedPoints plan(CellArray array, long limit, Supplier<Optional<Region>> written) {
    try {
      PointColumns columns = new PointColumns(array.spec().axes(), others.lookup());
      table.read(columns);
      return new PlannedPoints(array, columns.select(others.resolve(array.spec(), written)), limit);
    } catch (RuntimeException e) {
      array.close();
      throw e;
    }
  }
}
