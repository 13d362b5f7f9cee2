package io.hypertile.cells.web;

import io.hypertile.array.Version;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.Casting;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.RawFormat;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Admission;
import io.hypertile.http.LimitedInput;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/**
 * Requests that write behind the last cells of an axis: the body says how many positions there are.
 * It waits on disk until that is known. Thread-safe.
 */
@Component
public final class AppendRequests {
  /** The parameter that names the axis. */
  public static final String APPEND = "append";

  /** All parameters of such requests. */
  public static final List<String> NAMES = List.of(APPEND, "cast");

  private final SubsetBodies bodies;
  private final CellLimits limits;
  private final CellTraffic traffic;

  AppendRequests(SubsetBodies bodies, CellLimits limits, CellTraffic traffic) {
    this.bodies = bodies;
    this.limits = limits;
    this.traffic = traffic;
  }

  /** Whether a request is one. */
  public static boolean isAsked(HttpServletRequest request) {
    return QueryParameters.peek(request, APPEND).isPresent();
  }

  /**
   * Place that cells are added to.
   *
   * @param dtype type of the cells
   * @param shape of the array as it is
   * @param axis the axis that grows, counted from 0
   */
  public record Place(CellType dtype, Shape shape, int axis) {
    private Shape of(long count) {
      long[] lengths = shape.toArray();
      lengths[axis] = count;
      return Shape.of(lengths);
    }
  }

  /** Adds cells to an array. */
  @FunctionalInterface
  public interface Adding {
    /**
     * Adds all of them or none.
     *
     * @param count positions along the axis
     */
    Version add(long count, CellSource cells);
  }

  /**
   * Adds the cells of a body.
   *
   * @param casting conversions that are made of cells whose type the body says
   * @return the version after it
   * @throws ServiceException {@code shape-mismatch} if the body has no position along the axis or
   *     does not fit the others
   */
  public Version append(
      Place place,
      Optional<String> format,
      Casting casting,
      HttpServletRequest request,
      Adding add) {
    SubsetBodies.Body body = bodies.of(format, casting, request);
    try (Admission.Permit permit = traffic.admission().enter(request);
        LimitedInput input = new LimitedInput(request.getInputStream(), limits.body());
        FileChannel waiting = traffic.spool().receive(input)) {
      ArrayFormat form = form(body, waiting);
      long count = count(form, place, waiting);
      if (count < 1) {
        throw new ServiceException(
            ErrorCode.SHAPE_MISMATCH,
            "The body has no position along the axis that is to grow; send at least one.",
            Map.of("expected", place.of(1).toList()),
            null);
      }
      WriteTarget target = WriteTarget.of(place.dtype, place.of(count));
      DecodeOptions options =
          new DecodeOptions(
              OptionalLong.of(waiting.size()),
              Optional.ofNullable(request.getHeader(RawFormat.DTYPE_HEADER)),
              Optional.empty(),
              casting);
      try (CellSource cells = new BodySource(form.decoder(start(waiting), target, options))) {
        Version version = add.add(count, cells);
        traffic.meters().written(target.cells() * place.dtype.size(), place.dtype.size());
        return version;
      }
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
  }

  private ArrayFormat form(SubsetBodies.Body body, FileChannel waiting) throws IOException {
    return body.format().isPresent() ? body.format().get() : bodies.guess(start(waiting));
  }

  private static InputStream start(FileChannel waiting) throws IOException {
    InputStream input = Channels.newInputStream(waiting.position(0));
    return new BufferedInputStream(
        new FilterInputStream(input) {
          @Override
          public void close() {
            // The file is read again.
          }
        });
  }

  /** Positions along the axis that the body has; what else it has is checked when it is read. */
  private static long count(ArrayFormat form, Place place, FileChannel waiting) throws IOException {
    return switch (form.name()) {
      case "npy" -> {
        Shape found = NpyFormat.describe(start(waiting)).shape();
        yield found.rank() > place.axis ? found.length(place.axis) : 1;
      }
      case "raw" -> waiting.size() / Math.max(1, place.of(1).bytes(place.dtype));
      default -> JsonLengths.at(start(waiting), place.axis);
    };
  }
}
