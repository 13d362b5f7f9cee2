package io.hypertile.picture;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.RealNumbers;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one heat map, when all cells have come: only then are the ends of its scale known. Holds a
 * number for each pixel, or each cell where there are fewer.
 */
final class PngEncoder implements CellEncoder {
  private final CellsHeader header;
  private final HeatOptions options;
  private final PlaneMemory memory;
  private final HeatAxes axes;
  private final PictureSize size;
  private final CellPlane.Sides sides;
  private final CellPlane.Sides grid;
  private final RealNumbers numbers;
  private @Nullable NativeBuffer lease;
  private @Nullable CellPlane plane;

  PngEncoder(CellsHeader header, HeatOptions options, PlaneMemory memory) {
    DType dtype = Refusals.requireReal(header.dtype());
    this.header = header;
    this.options = options;
    this.memory = memory;
    this.axes = HeatAxes.of(header, options.axes());
    long rows = header.shape().length(axes.y());
    long columns = header.shape().length(axes.x());
    this.size = PictureSize.of(rows, columns, options);
    long gridRows = Math.min(rows, size.height());
    long gridColumns = Math.min(columns, size.width());
    boolean isDownFirst = axes.y() < axes.x();
    this.sides =
        isDownFirst ? new CellPlane.Sides(rows, columns) : new CellPlane.Sides(columns, rows);
    this.grid =
        isDownFirst
            ? new CellPlane.Sides(gridRows, gridColumns)
            : new CellPlane.Sides(gridColumns, gridRows);
    this.numbers = new RealNumbers(dtype, header.meaning().nulls());
  }

  @Override
  public void reserve() {
    reserved();
  }

  private NativeBuffer reserved() {
    NativeBuffer taken = memory.share().take(CellPlane.bytes(grid), memory.patience());
    lease = taken;
    return taken;
  }

  @Override
  public void begin(OutputStream out) {
    NativeBuffer kept = lease == null ? reserved() : lease;
    plane = new CellPlane(sides, grid, kept.bytes());
  }

  @Override
  public void cells(CellBlock cells, OutputStream out) {
    MemorySegment segment = cells.cells();
    taking().take(segment, segment.byteSize() / header.dtype().size(), numbers);
  }

  private CellPlane taking() {
    if (plane == null) {
      throw new IllegalStateException("the answer has not begun");
    }
    return plane;
  }

  @Override
  public void end(OutputStream out) throws IOException {
    CellPlane values = taking();
    values.requireWhole();
    HeatOptions.Scale scale = options.scale();
    Optional<Limits> limits = RangeSearch.of(scale.range(), values, scale.isLog());
    Optional<Raster> legend =
        options.hasLegend()
            ? Optional.of(
                Legend.of(
                    limits,
                    scale.isLog(),
                    header.meaning().units(),
                    Math.max(size.height(), PictureSize.LEGEND)))
            : Optional.empty();
    HeatRows rows = new HeatRows(values, limits, frame());
    int width = size.width() + legend.map(Raster::width).orElse(0);
    int height = Math.max(size.height(), legend.map(Raster::height).orElse(0));
    byte[] row = new byte[width];
    try (PngWriter png = new PngWriter(out, width, height, new Palette(scale))) {
      for (int y = 0; y < height; y++) {
        rows.put(y - (height - size.height()) / 2, row);
        int at = y;
        legend.ifPresent(raster -> raster.copyRow(at, row, size.width()));
        png.row(row);
      }
      png.end();
    }
  }

  private HeatRows.Frame frame() {
    boolean isDownFirst = axes.y() < axes.x();
    return new HeatRows.Frame(
        size,
        isDownFirst ? grid.outer() : grid.inner(),
        isDownFirst ? grid.inner() : grid.outer(),
        isDownFirst,
        axes.isFlippedDown(header, options.flip()),
        axes.isFlippedRight(options.flip()),
        options.scale().isLog());
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
    }
  }
}
