package io.hypertile.dataset.web;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetFacts;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.dataset.FigureCell;
import io.hypertile.dataset.across.FigureSummary;
import io.hypertile.dataset.json.StatisticsJson;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.http.json.JsonAnswers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Columns of the table of figures (atlas-rules.md 82): a dataset without an array has counts of
 * zero and no extremes in it.
 *
 * @param arrays arrays whose figures are shown
 * @param attributes attributes whose values are shown
 */
record StatisticsColumns(List<ArrayName> arrays, List<String> attributes) {
  StatisticsColumns {
    arrays = List.copyOf(arrays);
    attributes = List.copyOf(attributes);
  }

  /** The row of a dataset. */
  ObjectNode row(DatasetFacts dataset) {
    ObjectNode row = JsonAnswers.object().put("dataset", dataset.name().text());
    if (dataset.row() >= 0) {
      row.put("row", dataset.row());
    } else {
      row.putNull("row");
    }
    ObjectNode figures = row.putObject("arrays");
    FigureCell cell = new FigureCell();
    for (ArrayName name : arrays) {
      boolean isPresent = dataset.figures(name, cell);
      ObjectNode column = figures.putObject(name.text()).put("present", isPresent);
      column.setAll(StatisticsJson.write(cell.statistics()));
    }
    ObjectNode values = row.putObject("attributes");
    for (String name : attributes) {
      values.set(name, dataset.attribute(name).map(TypedAttributesJson::writePlain).orElse(null));
    }
    return row;
  }

  /** Figures of each column over all datasets that a condition means. */
  ObjectNode summary(DatasetsState state, DatasetCondition condition) {
    Map<ArrayName, FigureSummary> ofArrays = new LinkedHashMap<>();
    arrays.forEach(name -> ofArrays.put(name, new FigureSummary()));
    Map<String, FigureSummary> ofAttributes = new LinkedHashMap<>();
    attributes.forEach(name -> ofAttributes.put(name, new FigureSummary()));
    long count = 0;
    FactsCursor facts = state.facts();
    FigureCell cell = new FigureCell();
    while (facts.next()) {
      if (condition.matches(facts)) {
        count++;
        ofArrays.forEach((name, summary) -> {
          if (facts.figures(name, cell)) {
            summary.add(cell.statistics());
          }
        });
        ofAttributes.forEach((name, summary) -> facts.attribute(name).ifPresent(summary::add));
      }
    }
    ObjectNode node = JsonAnswers.object().put("datasets", count);
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
