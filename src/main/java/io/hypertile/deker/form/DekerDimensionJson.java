package io.hypertile.deker.form;

import io.hypertile.array.Labels;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.Dimension.Labelled;
import io.hypertile.schema.Dimension.Scaled;
import io.hypertile.schema.Dimension.Time;
import io.hypertile.schema.Dimension.TimeStart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Dimensions as Deker writes them (deker-layout.md, "Collection documents"). */
final class DekerDimensionJson {
  private static final long DAY = 86_400;

  private DekerDimensionJson() {}

  static void write(PythonJson json, Dimension dimension) {
    json.open('{').key("name").text(dimension.name());
    json.key("size").raw(Long.toString(dimension.size()));
    if (dimension instanceof Time time) {
      json.key("type").text("time");
      json.key("start_value").text(startText(time.start()));
      writeStep(json.key("step"), time.step());
    } else {
      json.key("labels");
      if (dimension instanceof Labelled labelled) {
        writeLabels(json, labelled.labels());
      } else {
        json.nothing();
      }
      json.key("scale");
      if (dimension instanceof Scaled scaled) {
        json.open('{').key("start_value").number(scaled.scale().start());
        json.key("step").number(scaled.scale().step());
        json.key("name").textOrNull(scaled.scale().name()).close('}');
      } else {
        json.nothing();
      }
      json.key("type").text("generic");
    }
    json.close('}');
  }

  private static void writeLabels(PythonJson json, Labels labels) {
    json.open('[');
    switch (labels) {
      case Labels.Text(List<String> values) -> values.forEach(json::text);
      case Labels.Numbers(List<Double> values) -> values.forEach(json::number);
    }
    json.close(']');
  }

  private static String startText(TimeStart start) {
    return switch (start) {
      case TimeStart.Fixed(Instant time) -> PythonText.of(time);
      case TimeStart.OfAttribute(String attribute) -> "$" + attribute;
    };
  }

  /**
   * The normal form of Python's timedelta: only days may be negative (deker-layout.md, "Collection
   * documents").
   */
  static void writeStep(PythonJson json, Duration step) {
    long days = Math.floorDiv(step.getSeconds(), DAY);
    json.open('{').key("days").raw(Long.toString(days));
    json.key("seconds").raw(Long.toString(Math.floorMod(step.getSeconds(), DAY)));
    json.key("microseconds").raw(Integer.toString(step.getNano() / 1000)).close('}');
  }
}
