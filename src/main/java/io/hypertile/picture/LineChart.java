package io.hypertile.picture;

import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.CoordinateColumn;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Picture of lines that have come whole. */
final class LineChart {
  private static final String[] COLORS = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"
  };
  private static final double ROOM = 0.04;
  private static final int FEW = 60;

  /** Pixels beyond the ends of the axes that the dots of lines there reach. */
  private static final double EDGE = 3;

  private final CellsHeader header;
  private final LineOptions options;
  private final LineAxes axes;
  private final List<LineSeries> lines;
  private final CoordinateColumn along;
  private final Limits xs;
  private final Limits ys;
  private final List<String> names;
  private final ChartFrame frame;
  private final SvgText svg = new SvgText();

  LineChart(CellsHeader header, LineOptions options, LineAxes axes, List<LineSeries> lines) {
    this.header = header;
    this.options = options;
    this.axes = axes;
    this.lines = lines;
    this.along = header.coordinates().get(axes.along());
    this.xs = xs();
    this.ys = ys();
    this.names = names();
    this.frame =
        ChartFrame.of(
            options,
            new ChartFrame.Texts(header.meaning().units(), yTicks(options.height()), names));
  }

  /** The limits of coordinates that are numbers: rows may have others, which have no place. */
  private Limits xs() {
    long last = header.shape().length(axes.along()) - 1;
    DoubleSummaryStatistics found =
        Stream.concat(Stream.of(LongStream.of(0, last)), lines.stream().map(LineChart::places))
            .flatMapToDouble(places -> places.mapToDouble(along::number))
            .filter(Double::isFinite)
            .summaryStatistics();
    return found.getCount() > 0 ? new Limits(found.getMin(), found.getMax()) : new Limits(0, 1);
  }

  /** Positions of the points of a line. */
  private static LongStream places(LineSeries line) {
    return LongStream.range(0, line.count()).map(n -> line.place((int) n));
  }

  /** Whether a point has a place: a value, at a coordinate that is a number. */
  private boolean isPlaced(LineSeries line, int p) {
    return !Double.isNaN(line.get(p)) && Double.isFinite(along.number(line.place(p)));
  }

  private Limits ys() {
    Optional<Limits> found = RangeSearch.of(options.range(), all(), options.isLog());
    if (found.isEmpty()) {
      return options.isLog() ? new Limits(1, 10) : new Limits(0, 1);
    }
    Limits limits = found.get();
    if (options.range() instanceof ValueRange.Between) {
      return limits;
    }
    return options.isLog() ? limits.widenedByRatio(ROOM) : limits.widened(ROOM);
  }

  private Limits.Values all() {
    return new Limits.Values() {
      @Override
      public long count() {
        return lines.stream().mapToLong(LineSeries::count).sum();
      }

      @Override
      public double get(long n) {
        long left = n;
        int line = 0;
        while (left >= lines.get(line).count()) {
          left -= lines.get(line++).count();
        }
        return lines.get(line).get(left);
      }
    };
  }

  private List<String> names() {
    List<String> found = new ArrayList<>();
    axes.lines()
        .ifPresent(axis -> {
          for (int n = 0; n < lines.size(); n++) {
            found.add(SvgText.shortened(header.coordinates().get(axis).text(n)));
          }
        });
    return found;
  }

  private List<Ticks.Tick> yTicks(int height) {
    return Ticks.of(ys, options.isLog(), Math.max(2, height / 55));
  }

  /** The document. */
  String text() {
    svg.raw(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$s\" height=\"%2$s\"",
        width(), height());
    svg.raw(" viewBox=\"0 0 %1$s %2$s\" font-family=\"sans-serif\"", width(), height());
    svg.raw(
        " font-size=\"12\" fill=\"#333\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    svg.raw("<clipPath id=\"plot\">");
    svg.raw(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/></clipPath>\n",
        frame.left() - EDGE,
        frame.top() - EDGE,
        frame.width() + 2 * EDGE,
        frame.height() + 2 * EDGE);
    new ChartAxes(svg, frame, options.isLog()).draw(yTicks(options.height()), ys, xMarks());
    svg.raw("<g clip-path=\"url(#plot)\" fill=\"none\" stroke-width=\"1.5\"");
    svg.raw(" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n");
    for (int n = 0; n < lines.size(); n++) {
      line(n);
    }
    svg.raw("</g>\n");
    legend();
    text(frame.left() + frame.width() / 2, options.height() - 8.0, "middle", dimension());
    header.meaning().units().ifPresent(unit -> text(10, 16, "start", unit));
    return svg.raw("</svg>\n").toString();
  }

  private double width() {
    return options.width();
  }

  private double height() {
    return options.height();
  }

  private String dimension() {
    String name = header.dimensions().get(axes.along());
    String measure = header.meaning().measures().getOrDefault(name, name);
    return measure;
  }

  private void text(double x, double y, String anchor, String content) {
    svg.raw("<text x=\"%s\" y=\"%s\" text-anchor=\"", x, y).raw(anchor).raw("\">");
    svg.escaped(SvgText.shortened(content)).raw("</text>\n");
  }

  private XMarks xMarks() {
    return XMarks.of(header, axes.along(), xs, frame);
  }

  private void line(int n) {
    LineSeries line = lines.get(n);
    Limits.Places across = xs.places(false);
    Limits.Places up = ys.places(options.isLog());
    svg.raw("<path stroke=\"").raw(color(n));
    svg.raw(n >= COLORS.length ? "\" stroke-dasharray=\"6 4\" d=\"" : "\" d=\"");
    boolean isBegun = false;
    for (int p = 0; p < line.count(); p++) {
      if (!isPlaced(line, p)) {
        isBegun = false;
        continue;
      }
      svg.raw(isBegun ? "L" : "M").number(frame.x(across.of(along.number(line.place(p)))));
      svg.raw(" ").number(frame.y(up.of(line.get(p))));
      boolean isAlone = !isBegun && (p + 1 == line.count() || !isPlaced(line, p + 1));
      // A stroke of no length is a dot with round ends.
      svg.raw(isAlone ? "h0" : "");
      isBegun = true;
    }
    svg.raw("\"/>\n");
    if (line.count() <= FEW) {
      dots(line, color(n));
    }
  }

  private void dots(LineSeries line, String color) {
    Limits.Places across = xs.places(false);
    Limits.Places up = ys.places(options.isLog());
    svg.raw("<g stroke=\"none\" fill=\"").raw(color).raw("\">");
    for (int p = 0; p < line.count(); p++) {
      if (isPlaced(line, p)) {
        svg.raw(
            "<circle cx=\"%s\" cy=\"%s\" r=\"2.5\"/>",
            frame.x(across.of(along.number(line.place(p)))), frame.y(up.of(line.get(p))));
      }
    }
    svg.raw("</g>\n");
  }

  private static String color(int line) {
    return COLORS[line % COLORS.length];
  }

  private void legend() {
    for (int n = 0; n < names.size(); n++) {
      double y = frame.top() + 8 + n * ChartFrame.LINE;
      double x = frame.left() + frame.width() + 12;
      svg.raw("<path fill=\"none\" stroke-width=\"2\" stroke=\"").raw(color(n));
      svg.raw(n >= COLORS.length ? "\" stroke-dasharray=\"6 4\"" : "\"");
      svg.raw(" d=\"M%s %sh18\"/>", x, y - 4);
      text(x + 24, y, "start", names.get(n));
    }
  }
}
