package io.hypertile.collection.web;

import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.PlannedAccess;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.engine.Version;
import io.hypertile.http.ContentCodings;
import io.hypertile.http.ETags;
import io.hypertile.http.Negotiation;
import io.hypertile.http.QueryParameters;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
@ProblemResponses
final class SubsetController {
  private static final List<String> READ_NAMES = readNames();

  private final CollectionService collections;
  private final ArrayService arrays;
  private final Negotiation negotiation;
  private final SubsetAnswers answers;
  private final SubsetBodies bodies;

  SubsetController(
      CollectionService collections,
      ArrayService arrays,
      Negotiation negotiation,
      WebLimits limits,
      ContentCodings codings,
      CellTraffic traffic) {
    this.collections = collections;
    this.arrays = arrays;
    this.negotiation = negotiation;
    this.answers = new SubsetAnswers(arrays, limits, codings, traffic);
    this.bodies = new SubsetBodies(arrays, negotiation, limits.body(), traffic);
  }

  private static List<String> readNames() {
    List<String> names = new ArrayList<>(SelectionQuery.NAMES);
    names.addAll(AnswerOptions.NAMES);
    return List.copyOf(names);
  }

  @GetMapping(ApiPaths.SUBSET)
  @ReadHeaders
  @Operation(operationId = "readSubset", summary = "Read cells")
  @SliceParameters
  @Parameter(
      name = "format",
      in = ParameterIn.QUERY,
      description = "The format, whatever Accept says",
      schema = @Schema(allowableValues = {"json", "npy", "raw", "csv"}))
  @Parameter(
      name = "nan",
      in = ParameterIn.QUERY,
      description = "How JSON has NaN",
      schema =
          @Schema(
              allowableValues = {"null", "string"},
              defaultValue = "null"))
  @Parameter(
      name = "int64",
      in = ParameterIn.QUERY,
      description = "How JSON has integers of 64 bits",
      schema =
          @Schema(
              allowableValues = {"number", "string"},
              defaultValue = "number"))
  @Parameter(
      name = "layout",
      in = ParameterIn.QUERY,
      description = "A document, or the nested list alone",
      schema =
          @Schema(
              allowableValues = {"document", "values"},
              defaultValue = "document"))
  @Parameter(
      name = "coordinates",
      in = ParameterIn.QUERY,
      description = "Whether the JSON document has coordinates",
      schema = @Schema(type = "boolean", defaultValue = "false"))
  @ApiResponse(
      responseCode = "200",
      description = "The cells in C order",
      content = {
        @Content(mediaType = "application/json", schema = @Schema(type = "object")),
        @Content(
            mediaType = "application/x-npy",
            schema = @Schema(type = "string", format = "binary")),
        @Content(
            mediaType = "application/octet-stream",
            schema = @Schema(type = "string", format = "binary")),
        @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
      })
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
  @Parameter(
      name = "Range",
      in = ParameterIn.HEADER,
      description = "One range of bytes of an NPY or raw answer",
      example = "bytes=0-1023",
      schema = @Schema(type = "string"))
  @Parameter(
      name = "If-Range",
      in = ParameterIn.HEADER,
      description = "The tag that the answer must still have for Range to count",
      schema = @Schema(type = "string"))
  void read(
      @PathVariable("collection") String name,
      @Parameter(name = "array", description = ArrayParameter.TEXT) @PathVariable("array")
          String ignored,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    QueryParameters query = QueryParameters.of(request, READ_NAMES);
    ArrayFormat format =
        negotiation.forAnswer(query.find("format"), request.getHeader(HttpHeaders.ACCEPT));
    EncodeOptions options = AnswerOptions.of(query);
    SelectionQuery selection = SelectionQuery.of(query);
    long parsed = System.nanoTime();
    PlannedAccess planned = plan(name, request, selection);
    SubsetAnswers.Asked asked =
        new SubsetAnswers.Asked(
            planned, format, options, parsed - start, System.nanoTime() - parsed);
    answers.send(asked, request, response);
  }

  @PutMapping(ApiPaths.SUBSET)
  @ChangeHeaders
  @Operation(
      operationId = "writeSubset",
      summary = "Write cells, all of them or none",
      requestBody =
          @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = "application/x-npy",
                    schema = @Schema(type = "string", format = "binary")),
                @Content(
                    mediaType = "application/octet-stream",
                    schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = "application/json", schema = @Schema)
              }))
  @SliceParameters
  @ApiResponse(responseCode = "204", description = "They are kept", content = @Content)
  ResponseEntity<Void> write(
      @PathVariable("collection") String name,
      @Parameter(name = "array", description = ArrayParameter.TEXT) @PathVariable("array")
          String ignored,
      @Parameter(hidden = true) HttpServletRequest request)
      throws IOException {
    SelectionQuery selection = changeQuery(request);
    ChangeConditions conditions = ChangeConditions.of(request);
    SubsetBodies.Body body = bodies.of(request);
    PlannedAccess planned = plan(name, request, selection);
    return changed(bodies.write(planned, body, conditions.forArray(planned.array())));
  }

  @DeleteMapping(ApiPaths.SUBSET)
  @ChangeHeaders
  @Operation(operationId = "clearSubset", summary = "Set cells to the fill value")
  @SliceParameters
  @ApiResponse(responseCode = "204", description = "They are cleared", content = @Content)
  ResponseEntity<Void> clear(
      @PathVariable("collection") String name,
      @Parameter(name = "array", description = ArrayParameter.TEXT) @PathVariable("array")
          String ignored,
      @Parameter(hidden = true) HttpServletRequest request) {
    SelectionQuery selection = changeQuery(request);
    ChangeConditions conditions = ChangeConditions.of(request);
    PlannedAccess planned = plan(name, request, selection);
    return changed(arrays.clear(planned, conditions.forArray(planned.array())));
  }

  private static SelectionQuery changeQuery(HttpServletRequest request) {
    return SelectionQuery.of(QueryParameters.of(request, SelectionQuery.NAMES));
  }

  private static ResponseEntity<Void> changed(Version version) {
    return ResponseEntity.noContent().eTag(ETags.of(version.text())).build();
  }

  private PlannedAccess plan(String name, HttpServletRequest request, SelectionQuery selection) {
    Collection collection = collections.require(new CollectionName(name));
    ArrayAddress address = ArrayAddresses.of(collection.schema(), request);
    return arrays.plan(
        collection, address, header -> selection.resolve(collection.schema(), header));
  }
}
