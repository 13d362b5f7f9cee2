package io.hypertile.partition.web;

import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.CellTraffic;
import io.hypertile.http.Admission;
import io.hypertile.http.LimitedInput;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.body.RowBodies;
import io.hypertile.partition.body.RowFormat;
import io.hypertile.partition.schema.PartitionedForm;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Takes in bodies with rows, as many at a time as the server has room for. Thread-safe. */
@Component
final class RowsReceiving {
  private final RowBodies bodies;
  private final CellLimits limits;
  private final CellTraffic traffic;

  RowsReceiving(RowBodies bodies, CellLimits limits, CellTraffic traffic) {
    this.bodies = bodies;
    this.limits = limits;
    this.traffic = traffic;
  }

  /**
   * Reads the body of a request.
   *
   * @param query may say the format, and the conversion of cells
   * @param form has the variables that the body may have
   * @param use gets the rows, which are there until it returns
   */
  <T> T receive(
      HttpServletRequest request,
      QueryParameters query,
      PartitionedForm form,
      Function<InsertedRows, T> use) {
    RowFormat format =
        query
            .find(InsertQuery.FORMAT)
            .map(bodies::byName)
            .orElseGet(() -> bodies.byType(RequestBodies.mediaType(request).orElse("")));
    RequestBodies.requireWithin(request.getContentLengthLong(), limits.body());
    try (Admission.Permit permit = traffic.admission().enter(request);
        LimitedInput body = new LimitedInput(request.getInputStream(), limits.body());
        RowBodies.Received received = bodies.read(format, body, form, InsertQuery.casting(query))) {
      T result = use.apply(received.rows());
      for (InsertedRows.Variable each : received.rows().variables().values()) {
        traffic.meters().written(each.cells().byteSize(), each.dtype().size());
      }
      return result;
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
  }
}
