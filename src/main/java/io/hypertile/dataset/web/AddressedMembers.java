package io.hypertile.dataset.web;

import io.hypertile.array.CellArray;
import io.hypertile.cells.web.ArrayFinder;
import io.hypertile.cells.web.ArrayTitle;
import io.hypertile.cells.web.FoundCells;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** Arrays of datasets by the addresses of requests. Thread-safe. */
@Component
final class AddressedMembers implements ArrayFinder {
  private final DatasetService service;

  AddressedMembers(DatasetService service) {
    this.service = service;
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public FoundCells find(HttpServletRequest request) {
    DatasetName dataset = DatasetPaths.dataset(request);
    ArrayName name = DatasetPaths.array(request);
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      CellArray array = open(state, dataset, name);
      ArrayTitle title =
          new ArrayTitle(name.text(), () -> TypedAttributesJson.writePlain(attributes(request)));
      return new FoundCells(array, title);
    }
  }

  /** Attributes of the array that a request is about, for formats that tell them. */
  private TypedAttributes attributes(HttpServletRequest request) {
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      return state
          .find(DatasetPaths.dataset(request))
          .flatMap(dataset -> dataset.find(DatasetPaths.array(request)))
          .map(DatasetArray::definition)
          .map(definition -> definition.attributes())
          .orElse(TypedAttributes.NONE);
    }
  }

  @Override
  public CellArray locate(HttpServletRequest request) {
    DatasetName dataset = DatasetPaths.dataset(request);
    ArrayName name = DatasetPaths.array(request);
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      return open(state, dataset, name);
    }
  }

  private static CellArray open(DatasetsState state, DatasetName dataset, ArrayName name) {
    try {
      return state.array(dataset, name);
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.DATASET_NOT_FOUND || e.code() == ErrorCode.ARRAY_NOT_FOUND) {
        NearestDatasets.require(NearestDatasets.require(state, dataset), name);
      }
      throw e;
    }
  }
}
