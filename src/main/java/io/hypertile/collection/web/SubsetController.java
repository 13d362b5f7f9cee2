package io.hypertile.collection.web;

import io.hypertile.cells.web.SubsetRequests;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cells of arrays. */
@RestController
final class SubsetController {
  private final AddressedArrays arrays;
  private final SubsetRequests subsets;
  private final ArrayAdditions additions;

  SubsetController(AddressedArrays arrays, SubsetRequests subsets, ArrayAdditions additions) {
    this.additions = additions;
    this.arrays = arrays;
    this.subsets = subsets;
  }

  @GetMapping(ApiPaths.SUBSET)
  @Operation(operationId = "readSubset")
  void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
    subsets.read(arrays, Optional.empty(), request, response);
  }

  /** Answers with cells in a format, whatever the headers of the request say. */
  void readAs(String format, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    subsets.read(arrays, Optional.of(format), request, response);
  }

  @PutMapping(ApiPaths.SUBSET)
  @Operation(operationId = "writeSubset")
  ResponseEntity<Void> write(HttpServletRequest request) {
    return write(Optional.empty(), request);
  }

  /** Keeps cells from a body in a format that the address says. */
  ResponseEntity<Void> writeAs(String format, HttpServletRequest request) {
    return write(Optional.of(format), request);
  }

  private ResponseEntity<Void> write(Optional<String> format, HttpServletRequest request) {
    return additions.isAsked(request)
        ? additions.append(format, request)
        : subsets.write(arrays, format, request);
  }

  @DeleteMapping(ApiPaths.SUBSET)
  @Operation(operationId = "clearSubset")
  ResponseEntity<Void> clear(HttpServletRequest request) {
    return subsets.clear(arrays, request);
  }
}
