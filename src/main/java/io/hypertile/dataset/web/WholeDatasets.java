package io.hypertile.dataset.web;

import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralAnswers;
import io.hypertile.cells.web.SeveralCells;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.across.web.ArraysOfDataset;
import io.hypertile.dataset.export.DatasetNetcdf;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.http.QueryParameters;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.Lookup;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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
    Plan plan;
    try (DatasetsState state = service.require(DatasetPaths.collection(request)).open()) {
      Dataset dataset = NearestDatasets.require(state, name);
      plan = Plan.of(state, dataset, format.equals(netcdf) ? new DatasetNetcdf(dataset) : npz);
    }
    try (plan) {
      answers.send(
          new SeveralAnswers.Asked(
              plan.cells,
              plan.format,
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

  /**
   * Cells of all arrays, and once more those of texts, which are measured before they are sent.
   *
   * @param texts in the state of the cells
   */
  private record Plan(SeveralCells cells, SeveralCells texts, ArrayFormat format)
      implements AutoCloseable {
    static Plan of(DatasetsState state, Dataset dataset, ArrayFormat format) {
      SeveralCells texts =
          plan(state, dataset, definition -> definition.dtype() instanceof CellType.Text);
      boolean isPlanned = false;
      try {
        SeveralCells cells = plan(state, dataset, definition -> true);
        isPlanned = true;
        return new Plan(cells, texts, format);
      } finally {
        if (!isPlanned) {
          texts.close();
        }
      }
    }

    private static SeveralCells plan(
        DatasetsState state, Dataset dataset, Predicate<ArrayDefinition> meant) {
      List<ArrayName> arrays =
          dataset.arrays().stream()
              .map(DatasetArray::definition)
              .filter(meant)
              .map(ArrayDefinition::name)
              .toList();
      return arrays.isEmpty()
          ? new SeveralCells(List.of(), List.of(), dataset.version())
          : new ArraysOfDataset(state, dataset, arrays).plan(ALL);
    }

    /** Readings of the boxes of texts that have cells, of which each has its own. */
    List<SeveralAnswers.Text> readings() {
      List<SeveralAnswers.Text> all = new ArrayList<>();
      for (SeveralCells.Box box : texts.boxes()) {
        if (box.form().orElseThrow().selection().cells() > 0) {
          all.add(new SeveralAnswers.Text(box.name(), texts.reads().get(all.size())));
        }
      }
      return all;
    }

    @Override
    public void close() {
      try (texts) {
        cells.close();
      }
    }
  }
}
