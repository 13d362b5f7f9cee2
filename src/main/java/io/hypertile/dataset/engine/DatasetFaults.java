package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Map;
import java.util.function.Supplier;

/** Failures that name a dataset or an array of it. */
final class DatasetFaults {
  private DatasetFaults() {}

  static ServiceException noDataset(DatasetName name) {
    return new ServiceException(
        ErrorCode.DATASET_NOT_FOUND,
        "There is no dataset of this name in the collection.",
        Map.of("dataset", name.text()),
        null);
  }

  static ServiceException noArray(DatasetName dataset, ArrayName array) {
    return new ServiceException(
        ErrorCode.ARRAY_NOT_FOUND,
        "The dataset has no array of this name.",
        Map.of("dataset", dataset.text(), "array", array.text()),
        null);
  }

  static ServiceException datasetExists(DatasetName name) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "A dataset of this name exists already; choose another name, or replace it.",
        Map.of("dataset", name.text()),
        null);
  }

  static ServiceException arrayExists(DatasetName dataset, ArrayName array) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "The dataset has an array of this name already; choose another name, or delete it first.",
        Map.of("dataset", dataset.text(), "array", array.text()),
        null);
  }

  static ServiceException onlyRead() {
    return new ServiceException(
        ErrorCode.FORBIDDEN, "The collection is only read; nothing was changed.");
  }

  static ServiceException overtaken() {
    return new ServiceException(
        ErrorCode.LOCKED,
        "Others change the datasets all the time, and nothing was changed; try again in a moment.");
  }

  /** Works on an array, and says in the words of datasets that it is not there. */
  static <T> T meant(DatasetName dataset, ArrayName array, Supplier<T> work) {
    try {
      return work.get();
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.ARRAY_NOT_FOUND ? noArray(dataset, array) : e;
    }
  }
}
