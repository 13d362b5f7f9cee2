package io.hypertile.dataset.web;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.NearestNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Refusals of names that no dataset or array has, with the nearest names that there are. */
final class NearestDatasets {
  /** Most names of datasets that are compared. */
  private static final int MOST = 2_000;

  private NearestDatasets() {}

  /**
   * The dataset of a name.
   *
   * @throws ServiceException {@code dataset-not-found}
   */
  static Dataset require(DatasetsState state, DatasetName name) {
    return state.find(name).orElseThrow(() -> noDataset(state, name));
  }

  static ServiceException noDataset(DatasetsState state, DatasetName name) {
    String text = name.text();
    String start = text.substring(0, text.offsetByCodePoints(0, 1));
    List<String> names =
        state.names(start, Optional.empty(), MOST).stream().map(DatasetName::text).toList();
    List<String> nearest = NearestNames.of(text, names);
    return refusal(
        ErrorCode.DATASET_NOT_FOUND,
        "There is no dataset of this name in the collection;%s GET …/datasets lists all names.",
        nearest,
        Map.of("dataset", text));
  }

  /**
   * The array of a name.
   *
   * @throws ServiceException {@code array-not-found}
   */
  static DatasetArray require(Dataset dataset, ArrayName array) {
    return dataset.find(array).orElseThrow(() -> noArray(dataset, array));
  }

  private static ServiceException noArray(Dataset dataset, ArrayName array) {
    List<String> names =
        dataset.arrays().stream().map(each -> each.definition().name().text()).toList();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("dataset", dataset.name().text());
    members.put("array", array.text());
    return refusal(
        ErrorCode.ARRAY_NOT_FOUND,
        "The dataset has no array of this name;%s GET …/arrays lists those it has.",
        NearestNames.of(array.text(), names),
        members);
  }

  private static ServiceException refusal(
      ErrorCode code, String detail, List<String> nearest, Map<String, Object> members) {
    Map<String, Object> all = new LinkedHashMap<>(members);
    if (!nearest.isEmpty()) {
      all.put("nearest", nearest);
    }
    String advice = nearest.isEmpty() ? "" : " did you mean " + nearest.getFirst() + "?";
    return new ServiceException(code, detail.formatted(advice), all, null);
  }
}
