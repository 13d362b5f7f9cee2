package io.hypertile.picture;

import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.RealNumbers;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Draws lines when all cells have come. Holds as many points of each as can be seen. */
final class SvgEncoder implements CellEncoder {
  private final CellsHeader header;
  private final LineOptions options;
  private final LineAxes axes;
  private final RealNumbers numbers;
  private final double[] loaded = new double[RealNumbers.MOST];
  private final List<LineSeries> lines = new ArrayList<>();
  private final long points;
  private long taken;

  SvgEncoder(CellsHeader header, LineOptions options) {
    DType dtype = Refusals.requireReal(header.dtype());
    this.header = header;
    this.options = options;
    this.axes = LineAxes.of(header, options);
    this.numbers = new RealNumbers(dtype, header.meaning().nulls());
    this.points = header.shape().length(axes.along());
    long count = axes.lines().isPresent() ? header.shape().length(axes.lines().getAsInt()) : 1;
    for (int n = 0; n < count; n++) {
      lines.add(new LineSeries(points, options.width(), options.isLog()));
    }
  }

  @Override
  public void begin(OutputStream out) {}

  @Override
  public void cells(CellBlock block, OutputStream out) {
    MemorySegment cells = block.cells();
    long count = cells.byteSize() / header.dtype().size();
    if (count > points * lines.size() - taken) {
      throw new IllegalStateException("more cells than announced");
    }
    boolean isLineByLine = axes.lines().isEmpty() || axes.lines().getAsInt() < axes.along();
    for (long done = 0; done < count; ) {
      int run = (int) Math.min(count - done, loaded.length);
      numbers.load(cells, done, loaded, run);
      for (int i = 0; i < run; i++, taken++) {
        long line = isLineByLine ? taken / points : taken % lines.size();
        long point = isLineByLine ? taken % points : taken / lines.size();
        lines.get((int) line).add(point, loaded[i]);
      }
      done += run;
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    if (taken != points * lines.size()) {
      throw new IllegalStateException(taken + " cells were given, fewer than announced");
    }
    lines.forEach(LineSeries::end);
    out.write(new LineChart(header, options, axes, lines).text().getBytes(StandardCharsets.UTF_8));
  }
}
