package io.hypertile.dataset.web;

import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralAnswers;
import io.hypertile.cells.web.SeveralCells;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.across.web.ArraysOfDataset;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.http.QueryParameters;
import io.hypertile.slice.Lookup;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final ArrayFormat npz;

  WholeDatasets(DatasetService service, SeveralAnswers answers, FormatRegistry formats) {
    this.service = service;
    this.answers = answers;
    this.npz = formats.byName("npz").orElseThrow();
  }

  /**
   * Whether a request for a dataset asks for its cells, by the parameter {@code format} or, without
   * it, by the media types that it accepts.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-request} for other parameters
   */
  boolean isAsked(HttpServletRequest request) {
    QueryParameters query = QueryParameters.of(request, List.of(FORMAT));
    if (query.find(FORMAT).isPresent()) {
      return query.choose(FORMAT, Map.of("npz", true, "json", false));
    }
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && npz.mediaTypes().contains(accept.strip());
  }

  /**
   * Sends all cells of the dataset of a request.
   *
   * @throws IOException if the client goes, or to cut off an answer that cannot be finished
   */
  void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    DatasetName name = DatasetPaths.dataset(request);
    SeveralCells planned;
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      Dataset dataset = NearestDatasets.require(state, name);
      List<ArrayName> arrays =
          dataset.arrays().stream().map(array -> array.definition().name()).toList();
      planned =
          arrays.isEmpty()
              ? new SeveralCells(List.of(), List.of(), dataset.version())
              : new ArraysOfDataset(state, dataset, arrays).plan(ALL);
    }
    try (planned) {
      String file = name.text().replaceAll("[/\"]", "_");
      answers.send(
          new SeveralAnswers.Asked(planned, npz, EncodeOptions.defaults(), file),
          request,
          response);
    }
  }
}
