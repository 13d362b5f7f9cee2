package io.hypertile.dataset.body;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.json.DatasetJson;
import io.hypertile.dataset.json.DefinitionJson;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Datasets from a JSON document, in which the cells of an array are nested lists. */
final class BatchDocument {
  private static final String DATASETS = "datasets";
  private static final String DATA = "data";
  private static final String NAME = "name";

  private BatchDocument() {}

  /** The documents of the datasets. */
  static List<JsonCursor> datasets(JsonCursor root) {
    root.requireObject("a list of datasets as the member datasets");
    root.refuseUnknown(List.of(DATASETS));
    JsonCursor list =
        root.require(DATASETS, "a list of datasets").requireList("a list of datasets");
    List<JsonCursor> items = new ArrayList<>();
    for (int n = 0; n < list.size(); n++) {
      items.add(list.item(n));
    }
    return items;
  }

  /**
   * The datasets.
   *
   * @param json reads cells
   * @throws ServiceException {@code invalid-schema} or {@code invalid-name} with a {@code pointer}
   */
  static List<NewDataset> read(JsonNode document, ArrayFormat json) {
    List<NewDataset> datasets = new ArrayList<>();
    for (JsonCursor at : datasets(JsonCursor.root(ErrorCode.INVALID_SCHEMA, document))) {
      datasets.add(DatasetJson.parse(at, array -> array(array, json)));
    }
    requireUnique(datasets);
    return datasets;
  }

  /** One dataset of a name, which its document may have too. */
  static NewDataset read(DatasetName name, JsonNode document, ArrayFormat json) {
    JsonNode named = document;
    if (document instanceof ObjectNode object && !object.has(NAME)) {
      named = object.deepCopy().put(NAME, name.text());
    }
    JsonCursor at = JsonCursor.root(ErrorCode.INVALID_SCHEMA, named);
    NewDataset dataset = DatasetJson.parse(at, array -> array(array, json));
    if (!dataset.name().equals(name)) {
      throw at.require(NAME, "the name of the dataset")
          .fault("The document has another name than the address; leave it out.");
    }
    return dataset;
  }

  private static NewArray array(JsonCursor at, ArrayFormat json) {
    ArrayDefinition definition = DefinitionJson.parse(at, DATA);
    return new NewArray(
        definition,
        at.findGiven(DATA)
            .map(data -> new DocumentCells(data.node(), data.pointer(), json, definition)));
  }

  /**
   * Checks that no dataset comes twice.
   *
   * @throws ServiceException {@code invalid-schema}
   */
  static void requireUnique(List<NewDataset> datasets) {
    Set<DatasetName> names = new HashSet<>();
    for (NewDataset dataset : datasets) {
      if (!names.add(dataset.name())) {
        throw new ServiceException(
            ErrorCode.INVALID_SCHEMA,
            "Two datasets of the batch have one name.",
            Map.of("dataset", dataset.name().text()),
            null);
      }
    }
  }
}
