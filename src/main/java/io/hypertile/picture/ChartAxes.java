package io.hypertile.picture;

import java.util.List;

/** Draws axes with their marks. */
final class ChartAxes {
  private final SvgText svg;
  private final ChartFrame frame;
  private final boolean isLog;

  ChartAxes(SvgText svg, ChartFrame frame, boolean isLog) {
    this.svg = svg;
    this.frame = frame;
    this.isLog = isLog;
  }

  /** Draws both axes. */
  void draw(List<Ticks.Tick> values, Limits limits, XMarks along) {
    Limits.Places places = limits.places(isLog);
    double right = frame.left() + frame.width();
    double bottom = frame.top() + frame.height();
    svg.raw("<g stroke=\"#ddd\">");
    for (Ticks.Tick tick : values) {
      svg.raw("<path d=\"M%s %sH%s\"/>", frame.left(), middle(y(places, tick)), right);
    }
    svg.raw("</g>\n<g text-anchor=\"end\">");
    for (Ticks.Tick tick : values) {
      svg.raw("<text x=\"%s\" y=\"%s\">", frame.left() - 8, y(places, tick) + 4);
      svg.escaped(tick.text()).raw("</text>");
    }
    svg.raw("</g>\n<g stroke=\"#666\" fill=\"none\">");
    svg.raw("<path d=\"M%s %sV%sH%s\"/>", middle(frame.left()), frame.top(), middle(bottom), right);
    for (XMarks.Mark mark : along.marks()) {
      svg.raw("<path d=\"M%s %sv5\"/>", middle(frame.x(mark.place())), middle(bottom));
    }
    svg.raw("</g>\n<g text-anchor=\"middle\">");
    for (XMarks.Mark mark : along.marks()) {
      double x = frame.x(mark.place());
      svg.raw("<text x=\"%s\" y=\"%s\">", x, bottom + 18).escaped(mark.text()).raw("</text>");
      if (!mark.below().isEmpty()) {
        svg.raw("<text x=\"%s\" y=\"%s\" fill=\"#777\">", x, bottom + 18 + ChartFrame.LINE);
        svg.escaped(mark.below()).raw("</text>");
      }
    }
    svg.raw("</g>\n");
  }

  private double y(Limits.Places places, Ticks.Tick tick) {
    return frame.y(places.of(tick.value()));
  }

  /** The middle of a pixel, where a line of one pixel is sharp. */
  private static double middle(double pixels) {
    return Math.floor(pixels) + 0.5;
  }
}
