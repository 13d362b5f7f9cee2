package io.hypertile.dataset.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.hypertile.cells.web.BodyRequests;
import io.hypertile.cells.web.DescriptionRequests;
import io.hypertile.cells.web.ExtentRequests;
import io.hypertile.cells.web.SubsetRequests;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of arrays of datasets. */
@RestController
final class DatasetCellsController {
  private final AddressedMembers arrays;
  private final SubsetRequests subsets;
  private final BodyRequests bodies;
  private final ExtentRequests extents;
  private final DescriptionRequests descriptions;

  DatasetCellsController(
      AddressedMembers arrays,
      SubsetRequests subsets,
      BodyRequests bodies,
      ExtentRequests extents,
      DescriptionRequests descriptions) {
    this.arrays = arrays;
    this.subsets = subsets;
    this.bodies = bodies;
    this.extents = extents;
    this.descriptions = descriptions;
  }

  @GetMapping(DatasetPaths.SUBSET)
  @Operation(operationId = "readDatasetSubset")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    subsets.read(arrays, Optional.empty(), request, response);
  }

  /** Answers with cells in a format, whatever the headers of the request say. */
  void readAs(String format, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    subsets.read(arrays, Optional.of(format), request, response);
  }

  @PutMapping(DatasetPaths.SUBSET)
  @Operation(operationId = "writeDatasetSubset")
  ResponseEntity<Void> write(HttpServletRequest request) {
    return subsets.write(arrays, Optional.empty(), request);
  }

  /** Keeps cells from a body in a format that the address says. */
  ResponseEntity<Void> writeAs(String format, HttpServletRequest request) {
    return subsets.write(arrays, Optional.of(format), request);
  }

  @DeleteMapping(DatasetPaths.SUBSET)
  @Operation(operationId = "clearDatasetSubset")
  ResponseEntity<Void> clear(HttpServletRequest request) {
    return subsets.clear(arrays, request);
  }

  @PostMapping(DatasetPaths.POINTS)
  @Operation(operationId = "readDatasetPoints")
  void points(HttpServletRequest request, HttpServletResponse response) throws IOException {
    bodies.points(arrays, request, response);
  }

  @PostMapping(DatasetPaths.BOXES)
  @Operation(operationId = "readDatasetBoxes")
  void boxes(HttpServletRequest request, HttpServletResponse response) throws IOException {
    bodies.boxes(arrays, request, response);
  }

  @GetMapping(path = DatasetPaths.DESCRIPTION, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "describeDatasetSubset")
  void describe(HttpServletRequest request, HttpServletResponse response) throws IOException {
    descriptions.describe(arrays, request, response);
  }

  @GetMapping(path = DatasetPaths.EXTENT, produces = APPLICATION_JSON_VALUE)
  @Operation(operationId = "showDatasetExtent")
  void extent(HttpServletRequest request, HttpServletResponse response) throws IOException {
    extents.show(arrays, request, response);
  }
}
