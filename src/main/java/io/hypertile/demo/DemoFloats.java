package io.hypertile.demo;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.json.DatasetJson;
import io.hypertile.error.ErrorCode;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sample of datasets: profiles of three floats, with a coordinate of depths each. */
final class DemoFloats {
  private static final int FLOATS = 3;

  private DemoFloats() {}

  /** Makes those that are missing. */
  static void fill(Datasets datasets) {
    List<NewDataset> missing = new ArrayList<>();
    try (DatasetsState state = datasets.open()) {
      for (int number = 1; number <= FLOATS; number++) {
        NewDataset dataset = dataset(number);
        if (state.find(dataset.name()).isEmpty()) {
          missing.add(dataset);
        }
      }
    }
    if (!missing.isEmpty()) {
      datasets.create(missing, false);
    }
  }

  private static NewDataset dataset(int number) {
    String text =
        """
        {"name": "float_00%d",
         "attributes": {"platform": "%s", "cycle": {"value": %d, "type": "int16"},
                        "time": {"value": "2024-06-0%dT12:00:00Z", "type": "timestamp_ns"}},
         "arrays": [
           {"name": "level", "dtype": "float32", "dimensions": ["level"], "shape": [20],
            "attributes": {"units": "m", "long_name": "depth", "positive": "down"}},
           {"name": "temperature", "dtype": "float32", "dimensions": ["level"], "shape": [20],
            "fill_value": "NaN", "attributes": {"units": "degC"}},
           {"name": "salinity", "dtype": "float32", "dimensions": ["level"], "shape": [20],
            "fill_value": "NaN", "attributes": {"units": "1e-3"}}]}
        """
            .formatted(number, number == FLOATS ? "ship" : "float", number, number);
    JsonCursor document =
        JsonCursor.root(
            ErrorCode.INVALID_SCHEMA, JsonReading.parse(text.getBytes(StandardCharsets.UTF_8)));
    return DatasetJson.parse(
        document,
        array -> {
          ArrayDefinition definition = DatasetJson.parseArray(array.node());
          return new NewDataset.NewArray(definition, Optional.of(cells(definition, number)));
        });
  }

  private static CellSource cells(ArrayDefinition definition, int number) {
    Shape shape = definition.shape();
    return switch (definition.name().text()) {
      case "level" -> DemoCells.depths(shape);
      case "temperature" -> DemoCells.profile(shape, 4 + number, 14, number);
      default -> DemoCells.profile(shape, 35, -1.5, number);
    };
  }
}
