package io.hypertile.dataset.web;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.across.FigureSummary;
import io.hypertile.dataset.json.StatisticsJson;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.http.json.JsonAnswers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Columns of the table of figures (atlas-rules.md 82): a dataset without an array has counts of
 * zero and no extremes in it.
 *
 * @param arrays arrays whose figures are shown
 * @param attributes attributes whose values are shown
 */
record StatisticsColumns(List<ArrayName> arrays, List<String> attributes) {
  private static final ArrayStatistics NOTHING =
      new ArrayStatistics(0, 0, Optional.empty(), Optional.empty());

  StatisticsColumns {
    arrays = List.copyOf(arrays);
    attributes = List.copyOf(attributes);
  }

  /** The row of a dataset. */
  ObjectNode row(Dataset dataset) {
    ObjectNode row = JsonAnswers.object().put("dataset", dataset.name().text());
    if (dataset.row() >= 0) {
      row.put("row", dataset.row());
    } else {
      row.putNull("row");
    }
    ObjectNode figures = row.putObject("arrays");
    for (ArrayName name : arrays) {
      Optional<DatasetArray> found = dataset.find(name);
      ObjectNode column = figures.putObject(name.text()).put("present", found.isPresent());
      column.setAll(StatisticsJson.write(found.map(DatasetArray::statistics).orElse(NOTHING)));
    }
    ObjectNode values = row.putObject("attributes");
    for (String name : attributes) {
      Optional<TypedValue> value = dataset.attributes().find(name);
      values.set(
          name,
          value
              .map(given ->
                  TypedAttributesJson.writePlain(new TypedAttributes(Map.of(name, given)))
                      .get(name))
              .orElse(null));
    }
    return row;
  }

  /** Figures of each column over all datasets that a condition means. */
  ObjectNode summary(DatasetsState state, DatasetCondition condition) {
    Map<ArrayName, FigureSummary> ofArrays = new LinkedHashMap<>();
    arrays.forEach(name -> ofArrays.put(name, new FigureSummary()));
    Map<String, FigureSummary> ofAttributes = new LinkedHashMap<>();
    attributes.forEach(name -> ofAttributes.put(name, new FigureSummary()));
    long[] count = {0};
    state.forEach(
        -1,
        Long.MAX_VALUE,
        dataset -> {
          if (condition.matches(dataset)) {
            count[0]++;
            ofArrays.forEach((name, summary) ->
                dataset.find(name).ifPresent(array -> summary.add(array.statistics())));
            ofAttributes.forEach(
                (name, summary) -> dataset.attributes().find(name).ifPresent(summary::add));
          }
        });
    ObjectNode node = JsonAnswers.object().put("datasets", count[0]);
    ObjectNode figures = node.putObject("arrays");
    ofArrays.forEach((name, summary) ->
        figures
            .putObject(name.text())
            .put("present", summary.present())
            .setAll(StatisticsJson.write(summary.statistics())));
    ObjectNode values = node.putObject("attributes");
    ofAttributes.forEach((name, summary) -> {
      ObjectNode column = values.putObject(name).put("present", summary.present());
      column.set("min", StatisticsJson.write(summary.statistics().least()));
      column.set("max", StatisticsJson.write(summary.statistics().greatest()));
    });
    return node;
  }
}
