package io.hypertile.dataset.web;

import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralAnswers;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.export.DatasetNetcdf;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.http.QueryParameters;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Lookup;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Datasets with all their cells as one answer. Thread-safe. */
@Component
final class WholeDatasets {
  private static final String FORMAT = "format";
  private static final SelectionQuery ALL =
      new SelectionQuery(Optional.empty(), List.of(), Lookup.EXACT);

  private final DatasetService service;
  private final SeveralAnswers answers;
  private final ArchiveAnswers archives;
  private final ArrayFormat npz;
  private final ArrayFormat zarr;
  private final ArrayFormat netcdf;

  WholeDatasets(
      DatasetService service,
      SeveralAnswers answers,
      ArchiveAnswers archives,
      FormatRegistry formats) {
    this.service = service;
    this.answers = answers;
    this.archives = archives;
    this.npz = formats.byName("npz").orElseThrow();
    this.zarr = formats.byName("zarr").orElseThrow();
    this.netcdf = formats.byName("netcdf").orElseThrow();
  }

  /**
   * The format in which a request for a dataset asks for its cells, by the parameter {@code format}
   * or, without it, by the media types that it accepts; empty if it asks for none.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-request} for other parameters
   */
  Optional<ArrayFormat> asked(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, List.of(FORMAT));
    if (query.find(FORMAT).isPresent()) {
      Map<String, Optional<ArrayFormat>> known =
          Map.of(
              "npz", Optional.of(npz),
              "zarr", Optional.of(zarr),
              "netcdf", Optional.of(netcdf),
              "json", Optional.empty());
      return query.choose(FORMAT, known);
    }
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept == null
        ? Optional.empty()
        : Stream.of(npz, zarr, netcdf)
            .filter(each -> each.mediaTypes().contains(accept.strip()))
            .findFirst();
  }

  /**
   * Sends all cells of the dataset of a request.
   *
   * @param format one that was asked for
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  void send(ArrayFormat format, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    DatasetName name = DatasetPaths.dataset(request);
    if (format.equals(zarr)) {
      try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
        Dataset dataset = NearestDatasets.require(state, name);
        zarr.headers(DType.UINT8, Shape.of(), file(name)).forEach(response::setHeader);
        archives.send(state, dataset, request, response);
      }
      return;
    }
    ArrayFormat sent = npz;
    PlannedArrays plan;
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      Dataset dataset = NearestDatasets.require(state, name);
      sent = format.equals(netcdf) ? DatasetNetcdf.of(dataset) : npz;
      List<ArrayName> all =
          dataset.arrays().stream().map(array -> array.definition().name()).toList();
      plan =
          all.isEmpty() ? PlannedArrays.none(dataset) : PlannedArrays.of(state, dataset, all, ALL);
    }
    try (plan) {
      answers.send(
          new SeveralAnswers.Asked(
              plan.cells(),
              sent,
              EncodeOptions.defaults(),
              file(name),
              Optional.of(plan.readings())),
          request,
          response);
    }
  }

  private static String file(DatasetName name) {
    return name.text().replaceAll("[/\"]", "_");
  }
}
