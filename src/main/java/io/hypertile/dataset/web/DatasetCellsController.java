package io.hypertile.dataset.web;

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
  private final DatasetAdditions additions;

  DatasetCellsController(
      AddressedMembers arrays, SubsetRequests subsets, DatasetAdditions additions) {
    this.arrays = arrays;
    this.subsets = subsets;
    this.additions = additions;
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
    return additions.isAsked(request)
        ? additions.append(Optional.empty(), request)
        : subsets.write(arrays, Optional.empty(), request);
  }

  @PostMapping(DatasetPaths.SUBSET)
  @Operation(operationId = "appendDatasetSubset")
  ResponseEntity<Void> append(HttpServletRequest request) {
    return additions.append(Optional.empty(), request);
  }

  /** Keeps cells from a body in a format that the address says. */
  ResponseEntity<Void> writeAs(String format, HttpServletRequest request) {
    return additions.isAsked(request)
        ? additions.append(Optional.of(format), request)
        : subsets.write(arrays, Optional.of(format), request);
  }

  @DeleteMapping(DatasetPaths.SUBSET)
  @Operation(operationId = "clearDatasetSubset")
  ResponseEntity<Void> clear(HttpServletRequest request) {
    return subsets.clear(arrays, request);
  }
}
