package io.hypertile.cells.web;

import io.hypertile.array.CellArray;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.Region;
import io.hypertile.reading.FoundExtent;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.Selection;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Finds where an array holds cells, within the limits of an answer. Thread-safe. */
@Component
public final class ExtentReads {
  private final CellSender sender;
  private final CellLimits limits;

  ExtentReads(CellSender sender, CellLimits limits) {
    this.sender = sender;
    this.limits = limits;
  }

  /**
   * Finds the smallest box with all cells that hold something. Reads no cells of an array that is
   * known to have none.
   *
   * @throws io.hypertile.error.ServiceException {@code result-too-large} if the array has more
   *     cells than one answer may be made of, {@code overloaded} or what opening throws
   * @throws IOException if the client has gone before it was found
   */
  public FoundExtent find(CellArray array, HttpServletRequest request) throws IOException {
    if (!array.mayHoldCells(Region.whole(array.spec().shape()))) {
      return new FoundExtent(array.version(), Optional.empty());
    }
    PlannedAccess cells = PlannedAccess.of(array, Selection.whole(array.spec().shape()));
    TooLarge.requireResult(
        cells.readBytes(),
        limits.result(),
        "All cells of the array have to be read, which exceed the limit; ask for counts of parts"
            + " instead, as with reduce=count(DIMENSION) and slice=.");
    return sender.extent(cells, request);
  }

  /**
   * The box as something that looks for it when it is asked.
   *
   * @return throws {@link UncheckedIOException} if the client has gone before it was found
   */
  Supplier<Optional<Region>> written(CellArray array, HttpServletRequest request) {
    return () -> {
      try {
        return find(array, request).box();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
