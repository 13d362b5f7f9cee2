package io.hypertile.schema.json;

import io.hypertile.array.Scale;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonNumbers;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/** The scale of a dimension in a document (deker-rules.md 37 to 40). */
public final class ScaleJson {
  private static final String PERIOD = "period";
  private static final List<String> DEKER = List.of("start_value", "step", "name");
  private static final List<String> ALL = List.of("start_value", "step", "name", PERIOD);

  /** The rounding of a size times a step that was a fraction such as a third. */
  private static final double ROUNDING = 1e-12;

  private ScaleJson() {}

  /** Reads a scale; Deker's own documents know no period. */
  static Scale parse(JsonCursor at, long size, Completeness completeness) {
    at.requireObject("an object with start_value, step and, if wanted, name and period");
    at.refuseUnknown(completeness == Completeness.FULL ? DEKER : ALL);
    double start = JsonNumbers.requireFinite(at.require("start_value", "a finite number"));
    JsonCursor stepAt = at.require("step", "a finite number other than 0");
    double step = JsonNumbers.requireFinite(stepAt);
    if (step == 0) {
      throw stepAt.wrong("a finite number other than 0");
    }
    String name = at.findGiven("name").map(JsonCursor::requireName).orElse(null);
    Scale scale = new Scale(start, step, name);
    return at.findGiven(PERIOD).map(given -> withPeriod(scale, size, given)).orElse(scale);
  }

  /**
   * The same scale with a period.
   *
   * @param size number of positions
   * @param at the period
   * @throws io.hypertile.error.ServiceException with a JSON {@code pointer} if it is no number
   *     above 0, or shorter than the axis is long
   */
  public static Scale withPeriod(Scale scale, long size, JsonCursor at) {
    double period = JsonNumbers.requireFinite(at);
    if (period <= 0) {
      throw at.wrong("a finite number greater than 0");
    }
    BigDecimal length =
        BigDecimal.valueOf(Math.abs(scale.step())).multiply(BigDecimal.valueOf(size));
    if (length.compareTo(BigDecimal.valueOf(period * (1 + ROUNDING))) > 0) {
      throw at.fault(
          "%s is %s, but the dimension has %d positions by %s, which are more than one period: the same place would be there twice. Leave out the positions that repeat the first ones."
              .formatted(at.subject(), at.shown(), size, scale.step()),
          Map.of("size", size));
    }
    return new Scale(scale.start(), scale.step(), scale.name(), OptionalDouble.of(period));
  }

  /** The interface's form. */
  static void add(ObjectNode node, Scale scale) {
    node.put("start_value", scale.start()).put("step", scale.step()).put("name", scale.name());
    scale.period().ifPresent(period -> node.put(PERIOD, period));
  }
}
