package io.hypertile.dataset.web;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.cells.web.AppendRequests;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.cells.web.SubsetRequests;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.Datasets.Addition;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.encode.Casting;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.ETags;
import io.hypertile.http.QueryParameters;
import io.hypertile.text.NearestNames;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Cells that are added behind the last ones of an axis. Thread-safe. */
@Component
final class DatasetAdditions {
  private final AddressedMembers arrays;
  private final DatasetService service;
  private final AppendRequests requests;

  DatasetAdditions(AddressedMembers arrays, DatasetService service, AppendRequests requests) {
    this.arrays = arrays;
    this.service = service;
    this.requests = requests;
  }

  /**
   * Adds the cells of the body, all of them or none.
   *
   * @param format name of the format, where the address says it
   */
  ResponseEntity<Void> append(Optional<String> format, HttpServletRequest request) {
    QueryParameters query =
        QueryParameters.of(request, AppendRequests.NAMES, name -> arrays.advice(request, name));
    Casting casting = SubsetRequests.casting(arrays, query);
    Datasets datasets = service.require(DatasetPaths.collection(request));
    DatasetName dataset = DatasetPaths.dataset(request);
    ArrayName name = DatasetPaths.array(request);
    DatasetArray array = found(datasets, dataset, name);
    Precondition condition = ChangeConditions.of(request).forArray(array.version());
    ArrayDefinition definition = array.definition();
    String dimension = dimension(query, definition);
    Addition addition = new Addition(dataset, name, dimension);
    AppendRequests.Place place =
        new AppendRequests.Place(
            definition.dtype(), definition.shape(), definition.dimensions().indexOf(dimension));
    Version version =
        requests.append(
            place,
            format,
            casting,
            request,
            (count, cells) -> datasets.append(addition, count, cells, condition));
    return ResponseEntity.noContent().eTag(ETags.of(version.text())).build();
  }

  private static DatasetArray found(Datasets datasets, DatasetName dataset, ArrayName name) {
    try (DatasetsState state = datasets.open()) {
      return NearestDatasets.require(NearestDatasets.require(state, dataset), name);
    }
  }

  private static String dimension(QueryParameters query, ArrayDefinition definition) {
    String given = query.find(AppendRequests.APPEND).orElse("");
    if (definition.dimensions().contains(given)) {
      return given;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("parameter", AppendRequests.APPEND);
    members.put("known", definition.dimensions());
    List<String> nearest = NearestNames.of(given, definition.dimensions());
    if (!nearest.isEmpty()) {
      members.put("nearest", nearest);
    }
    throw new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "append= names the dimension that grows, such as append="
            + (definition.dimensions().isEmpty() ? "time" : definition.dimensions().getFirst())
            + (definition.dimensions().isEmpty() ? "; this array has none." : "."),
        members,
        null);
  }
}
