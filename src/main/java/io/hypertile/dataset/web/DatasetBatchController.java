package io.hypertile.dataset.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.array.Version;
import io.hypertile.cells.web.CellLimits;
import io.hypertile.cells.web.CellTraffic;
import io.hypertile.cells.web.ChangeConditions;
import io.hypertile.collection.DatasetService;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.body.DatasetBodies;
import io.hypertile.dataset.imports.source.GuardedDatasets;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.Admission;
import io.hypertile.http.ETags;
import io.hypertile.http.LimitedInput;
import io.hypertile.http.QueryParameters;
import io.hypertile.http.RequestBodies;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonReading;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Datasets that come with all their cells: many as one change, and one in the place of another. */
@RestController
final class DatasetBatchController {
  private static final String ZIP = "application/zip";
  private static final String NPZ = "application/x-npz";
  private static final String REPLACE = "replace";
  private static final String FORMAT = "format";
  private static final String GROUP = "group";

  private final DatasetService service;
  private final DatasetBodies bodies;
  private final DatasetUploads files;
  private final CellLimits limits;
  private final CellTraffic traffic;

  DatasetBatchController(
      DatasetService service,
      DatasetBodies bodies,
      DatasetUploads files,
      CellLimits limits,
      CellTraffic traffic) {
    this.service = service;
    this.bodies = bodies;
    this.files = files;
    this.limits = limits;
    this.traffic = traffic;
  }

  @PostMapping(path = DatasetPaths.BATCH, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "createDatasets")
  ResponseEntity<byte[]> create(HttpServletRequest request) throws IOException {
    QueryParameters query = QueryParameters.of(request, List.of(REPLACE));
    boolean isReplacing = query.isTrue(REPLACE);
    Datasets datasets = service.require(DatasetPaths.collection(request));
    String type = RequestBodies.mediaType(request).orElse("");
    try (Admission.Permit permit = enter(request);
        DatasetBodies.Received received =
            type.equals(ZIP) ? archive(request, bodies::batch) : document(request, type)) {
      List<Version> versions = datasets.create(received.datasets(), isReplacing);
      return ResponseEntity.status(201)
          .contentType(MediaType.APPLICATION_JSON)
          .body(JsonAnswers.bytes(made(received.datasets(), versions)));
    }
  }

  private static ObjectNode made(List<NewDataset> datasets, List<Version> versions) {
    ObjectNode document = JsonAnswers.object();
    ArrayNode items = document.putArray("items");
    for (int n = 0; n < datasets.size(); n++) {
      items
          .addObject()
          .put("name", datasets.get(n).name().text())
          .put("version", versions.get(n).text());
    }
    return document;
  }

  private Admission.Permit enter(HttpServletRequest request) {
    RequestBodies.requireWithin(request.getContentLengthLong(), limits.body());
    return traffic.admission().enter(request);
  }

  private DatasetBodies.Received document(HttpServletRequest request, String type) {
    if (!type.equals(APPLICATION_JSON_VALUE)) {
      throw unsupported(List.of(ZIP, APPLICATION_JSON_VALUE));
    }
    return bodies.batch(json(request));
  }

  private JsonNode json(HttpServletRequest request) {
    return JsonReading.parse(RequestBodies.readJson(request, limits.document()));
  }

  /** Reads an archive. */
  @FunctionalInterface
  private interface Reader {
    DatasetBodies.Received read(LimitedInput body) throws IOException;
  }

  private DatasetBodies.Received archive(HttpServletRequest request, Reader reader) {
    try (LimitedInput body = new LimitedInput(request.getInputStream(), limits.body())) {
      return reader.read(body);
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
  }

  private static ServiceException unsupported(List<String> supported) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_FORMAT,
        "A body with datasets is one of %s; say which with the header Content-Type."
            .formatted(String.join(", ", supported)),
        Map.of("supported", supported),
        null);
  }

  @PutMapping(DatasetPaths.DATASET)
  @Operation(operationId = "replaceDataset")
  ResponseEntity<Void> replace(HttpServletRequest request) throws IOException {
    QueryParameters query = QueryParameters.of(request, List.of(FORMAT, GROUP));
    Datasets datasets = service.require(DatasetPaths.collection(request));
    DatasetName name = DatasetPaths.dataset(request);
    ChangeConditions conditions = ChangeConditions.of(request);
    String media = media(query, request);
    if (DatasetUploads.isFile(media)) {
      Version version =
          replace(
              request,
              body -> files.receive(media, name, body, query.find(GROUP)),
              received -> datasets.replace(received.dataset(0), conditions.forArray()));
      return ResponseEntity.noContent().eTag(ETags.of(version.text())).build();
    }
    if (query.find(GROUP).isPresent()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "A group is named for bodies of NetCDF and of Zarr alone; leave group= out, or send"
              + " format=netcdf or zarr.",
          Map.of("parameter", GROUP),
          null);
    }
    if (!List.of(NPZ, APPLICATION_JSON_VALUE).contains(media)) {
      throw unsupported(
          List.of(NPZ, APPLICATION_JSON_VALUE, DatasetUploads.NETCDF, DatasetUploads.ZARR));
    }
    try (Admission.Permit permit = enter(request);
        DatasetBodies.Received received =
            media.equals(NPZ)
                ? archive(request, body -> bodies.npz(name, body))
                : bodies.document(name, json(request))) {
      Version version = datasets.replace(received.datasets().getFirst(), conditions.forArray());
      return ResponseEntity.noContent().eTag(ETags.of(version.text())).build();
    }
  }

  private static String media(QueryParameters query, HttpServletRequest request) {
    if (query.find(FORMAT).isEmpty()) {
      return RequestBodies.mediaType(request).orElse("");
    }
    Map<String, String> choices = new LinkedHashMap<>();
    choices.put("npz", NPZ);
    choices.put("json", APPLICATION_JSON_VALUE);
    choices.put("netcdf", DatasetUploads.NETCDF);
    choices.put("zarr", DatasetUploads.ZARR);
    return query.choose(FORMAT, choices);
  }

  /** Takes in a file. */
  @FunctionalInterface
  private interface Receiver {
    GuardedDatasets receive(LimitedInput body) throws IOException;
  }

  /** Makes a dataset of a file that was received. */
  @FunctionalInterface
  private interface Maker {
    Version make(GuardedDatasets received);
  }

  private Version replace(HttpServletRequest request, Receiver receiver, Maker maker) {
    try (Admission.Permit permit = enter(request);
        LimitedInput body = new LimitedInput(request.getInputStream(), limits.body());
        GuardedDatasets received = receiver.receive(body)) {
      return maker.make(received);
    } catch (IOException e) {
      throw RequestBodies.endedEarly(e);
    }
  }
}
