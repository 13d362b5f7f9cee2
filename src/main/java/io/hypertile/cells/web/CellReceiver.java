package io.hypertile.cells.web;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.http.Admission;
import io.hypertile.http.LimitedInput;
import io.hypertile.http.RequestBodies;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.PlannedAccess;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Takes the cells of a body into an array, all of them or none, whatever they are written in: the
 * one place where bodies with cells are let in, bounded and counted. Thread-safe.
 */
@Component
public final class CellReceiver {
  private final CellLimits limits;
  private final CellTraffic traffic;

  CellReceiver(CellLimits limits, CellTraffic traffic) {
    this.limits = limits;
    this.traffic = traffic;
  }

  /** Finds the cells in a body. */
  @FunctionalInterface
  public interface Decoding {
    /**
     * Reads what comes before the cells.
     *
     * @param body is closed by the caller
     * @return the cells, read as the body is; empty when the body stands for the fill value
     */
    Optional<CellSource> cells(InputStream body) throws IOException;
  }

  /**
   * Checks the announced size of a body.
   *
   * @throws io.hypertile.error.ServiceException {@code body-too-large}
   */
  public void requireWithin(HttpServletRequest request) {
    RequestBodies.requireWithin(request.getContentLengthLong(), limits.body());
  }

  /**
   * Writes the cells of a body.
   *
   * @param planned where they go
   * @param condition the condition on the array's version
   * @return the new version
   * @throws io.hypertile.error.ServiceException {@code invalid-slice} if the selection is no box,
   *     {@code overloaded}, {@code body-too-large}, {@code malformed-body}, or what decoding and
   *     writing throw
   */
  public Version take(
      PlannedAccess planned,
      HttpServletRequest request,
      Precondition condition,
      Decoding decoding) {
    Region box = planned.requireBox();
    requireWithin(request);
    long bytes = planned.cost().bytes();
    try (Admission.Permit permit = traffic.admission().enter(bytes);
        LimitedInput body = new LimitedInput(request.getInputStream(), limits.body())) {
      Optional<CellSource> found = decoding.cells(body);
      if (found.isEmpty()) {
        return planned.array().clear(box, condition);
      }
      try (CellSource cells = new BodySource(found.get())) {
        Version version = planned.array().write(box, cells, condition);
        traffic.meters().written(bytes, planned.dtype().size());
        return version;
      }
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
  }
}
