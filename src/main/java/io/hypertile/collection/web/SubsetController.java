package io.hypertile.collection.web;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.cells.web.AnswerOptions;
import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SubsetAnswers;
import io.hypertile.cells.web.SubsetBodies;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.error.ErrorCode;
import io.hypertile.http.ETags;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.openapi.FailsWith;
import io.hypertile.openapi.Sends;
import io.hypertile.openapi.Takes;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of arrays. */
@RestController
@Tag(name = "Cells")
final class SubsetController {
  private static final String FORMAT = "format";
  private static final List<String> READ_NAMES = readNames();
  private static final List<String> NAMES_WITHOUT_FORMAT =
      READ_NAMES.stream().filter(name -> !name.equals(FORMAT)).toList();

  private final CollectionService collections;
  private final ArrayService arrays;
  private final Negotiation negotiation;
  private final SubsetAnswers answers;
  private final SubsetBodies bodies;

  SubsetController(
      CollectionService collections,
      ArrayService arrays,
      Negotiation negotiation,
      SubsetAnswers answers,
      SubsetBodies bodies) {
    this.collections = collections;
    this.arrays = arrays;
    this.negotiation = negotiation;
    this.answers = answers;
    this.bodies = bodies;
  }

  private static List<String> readNames() {
    List<String> names = new ArrayList<>(SelectionQuery.NAMES);
    names.addAll(AnswerOptions.NAMES);
    return List.copyOf(names);
  }

  @GetMapping(ApiPaths.SUBSET)
  @ReadHeaders
  @Takes({
    "Collection",
    "Array",
    "Format",
    "Nan",
    "Int64",
    "Layout",
    "Coordinates",
    "Range",
    "If-Range"
  })
  @Sends({
    "Accept-Ranges",
    "Content-Range",
    "Content-Disposition",
    "Array-Dtype",
    "Array-Shape",
    "Server-Timing"
  })
  @FailsWith({
    ErrorCode.NOT_ENCODABLE,
    ErrorCode.RESULT_TOO_LARGE,
    ErrorCode.RANGE_NOT_SATISFIABLE,
    ErrorCode.OVERLOADED,
    ErrorCode.CORRUPT_DATA
  })
  @Operation(
      operationId = "readSubset",
      summary = "Read cells",
      description =
          "The size of the answer is known before a cell is read: past a limit it is 413"
              + " with a slice that fits. format= wins over Accept; without either the answer is"
              + " JSON. An answer that fails after its first byte is cut off, never finished"
              + " short.")
  @ApiResponse(
      responseCode = "200",
      description = "The cells in C order, NPY and raw ones little-endian",
      content = {
        @Content(
            mediaType = "application/json",
            schema = @Schema(ref = "#/components/schemas/CellsAnswer"),
            examples = {
              @ExampleObject(name = "Box", ref = "#/components/examples/Box"),
              @ExampleObject(
                  name = "BoxWithCoordinates",
                  ref = "#/components/examples/BoxWithCoordinates"),
              @ExampleObject(name = "BoxValues", ref = "#/components/examples/BoxValues")
            }),
        @Content(
            mediaType = "application/x-npy",
            schema = @Schema(type = "string", format = "binary")),
        @Content(
            mediaType = "application/octet-stream",
            schema = @Schema(type = "string", format = "binary")),
        @Content(
            mediaType = "text/csv",
            schema = @Schema(type = "string"),
            examples = {@ExampleObject(name = "BoxCsv", ref = "#/components/examples/BoxCsv")})
      })
  @SliceParameters
  @ApiResponse(
      responseCode = "206",
      description = "The part of an NPY or raw answer that Range asks for",
      content = {
        @Content(
            mediaType = "application/x-npy",
            schema = @Schema(type = "string", format = "binary")),
        @Content(
            mediaType = "application/octet-stream",
            schema = @Schema(type = "string", format = "binary"))
      })
  void read(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    QueryParameters query =
        QueryParameters.of(request, READ_NAMES, AxisAdvice.of(collections, request));
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    read(query, negotiation.forAnswer(query.find(FORMAT), accept), start, request, response);
  }

  /** Answers with cells in a format, whatever the headers of the request say. */
  void readAs(String format, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    QueryParameters query =
        QueryParameters.of(request, NAMES_WITHOUT_FORMAT, AxisAdvice.of(collections, request));
    read(query, negotiation.forAnswer(Optional.of(format), null), start, request, response);
  }

  private void read(
      QueryParameters query,
      ArrayFormat format,
      long start,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    EncodeOptions options = AnswerOptions.of(query);
    SelectionQuery selection = SelectionQuery.of(query);
    long parsed = System.nanoTime();
    try (PlannedAccess planned = planReading(request, selection)) {
      SubsetAnswers.Asked asked =
          new SubsetAnswers.Asked(
              planned, format, options, parsed - start, System.nanoTime() - parsed);
      answers.send(asked, request, response);
    }
  }

  @PutMapping(ApiPaths.SUBSET)
  @ChangeHeaders
  @Sends("ETag")
  @FailsWith({
    ErrorCode.REQUEST_TIMEOUT,
    ErrorCode.MALFORMED_BODY,
    ErrorCode.UNSUPPORTED_FORMAT,
    ErrorCode.BODY_TOO_LARGE,
    ErrorCode.SHAPE_MISMATCH,
    ErrorCode.VALUE_OUT_OF_RANGE,
    ErrorCode.RESULT_TOO_LARGE,
    ErrorCode.OVERLOADED
  })
  @Operation(
      operationId = "writeSubset",
      summary = "Write cells, all of them or none",
      description =
          "Atomic, and durable when it is answered. Numbers must fit the dtype without loss"
              + " of range or fraction. NPY is taken in versions 1.0 to 3.0, any byte order and"
              + " order of axes; raw cells are in C order and little-endian, of the exact length.",
      requestBody =
          @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = "application/json",
                    schema = @Schema(ref = "#/components/schemas/CellsBody"),
                    examples = {
                      @ExampleObject(name = "OneValue", ref = "#/components/examples/OneValue"),
                      @ExampleObject(name = "BoxValues", ref = "#/components/examples/BoxValues"),
                      @ExampleObject(name = "Box", ref = "#/components/examples/Box")
                    }),
                @Content(
                    mediaType = "application/x-npy",
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = "application/octet-stream",
                    schema = @Schema(type = "string", format = "binary"))
              }))
  @SliceParameters
  @ApiResponse(responseCode = "204", description = "They are kept", content = @Content)
  ResponseEntity<Void> write(
      @PathVariable("collection") String name,
      @PathVariable("array") String ignored,
      @Parameter(hidden = true) HttpServletRequest request)
      throws IOException {
    return write(name, Optional.empty(), request);
  }

  /** Keeps cells from a body in a format that the address says. */
  ResponseEntity<Void> writeAs(String format, HttpServletRequest request) throws IOException {
    return write(ApiPaths.collectionName(request), Optional.of(format), request);
  }

  private ResponseEntity<Void> write(
      String name, Optional<String> format, HttpServletRequest request) throws IOException {
    SelectionQuery selection = changeQuery(request);
    ChangeConditions conditions = ChangeConditions.of(request);
    SubsetBodies.Body body = bodies.of(format, request);
    try (PlannedAccess planned = planChange(name, request, selection)) {
      Precondition condition = conditions.forArray(planned.array().version());
      return changed(bodies.write(planned, body, condition));
    }
  }

  @DeleteMapping(ApiPaths.SUBSET)
  @ChangeHeaders
  @Sends("ETag")
  @FailsWith({ErrorCode.RESULT_TOO_LARGE, ErrorCode.OVERLOADED})
  @Operation(operationId = "clearSubset", summary = "Set cells to the fill value")
  @SliceParameters
  @ApiResponse(responseCode = "204", description = "They are cleared", content = @Content)
  ResponseEntity<Void> clear(
      @PathVariable("collection") String name,
      @PathVariable("array") String ignored,
      @Parameter(hidden = true) HttpServletRequest request) {
    SelectionQuery selection = changeQuery(request);
    ChangeConditions conditions = ChangeConditions.of(request);
    try (PlannedAccess planned = planChange(name, request, selection)) {
      Precondition condition = conditions.forArray(planned.array().version());
      return changed(planned.array().clear(planned.requireBox(), condition));
    }
  }

  private SelectionQuery changeQuery(HttpServletRequest request) {
    return SelectionQuery.of(
        QueryParameters.of(request, SelectionQuery.NAMES, AxisAdvice.of(collections, request)));
  }

  private static ResponseEntity<Void> changed(Version version) {
    return ResponseEntity.noContent().eTag(ETags.of(version.text())).build();
  }

  private PlannedAccess planReading(HttpServletRequest request, SelectionQuery selection) {
    CollectionName name = new CollectionName(ApiPaths.collectionName(request));
    Collection collection = collections.require(name);
    ArrayAddress address = ArrayAddresses.of(collection.schema(), request);
    return selection.plan(arrays.cellsToRead(collection, address));
  }

  private PlannedAccess planChange(
      String name, HttpServletRequest request, SelectionQuery selection) {
    Collection collection = collections.require(new CollectionName(name));
    ArrayAddress address = ArrayAddresses.of(collection.schema(), request);
    return selection.plan(arrays.cells(collection, address));
  }
}
