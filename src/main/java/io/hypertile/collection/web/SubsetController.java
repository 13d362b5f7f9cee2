package io.hypertile.collection.web;

import io.hypertile.cells.web.AppendRequests;
import io.hypertile.cells.web.SubsetRequests;
import io.swagger.v3.oas.annotations.Hidden;
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

/** Cells of arrays. */
@RestController
final class SubsetController {
  private static final String BASE = ApiPaths.SUBSET + ".";

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

  /** Answers in the format that the address ends in, whatever the headers of the request say. */
  @Hidden
  @GetMapping({
    BASE + "json",
    BASE + "npy",
    BASE + "raw",
    BASE + "csv",
    BASE + "png",
    BASE + "svg",
    BASE + "npz",
    BASE + "nc",
    BASE + "zarr.zip",
    BASE + "arrow"
  })
  void readAs(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String format = SubsetRequests.addressedFormat(request);
    subsets.read(arrays, Optional.of(format), request, response);
  }

  @PutMapping(ApiPaths.SUBSET)
  @Operation(operationId = "writeSubset")
  ResponseEntity<Void> write(HttpServletRequest request) {
    return write(Optional.empty(), request);
  }

  @PostMapping(ApiPaths.SUBSET)
  @Operation(operationId = "appendSubset")
  ResponseEntity<Void> append(HttpServletRequest request) {
    return additions.append(Optional.empty(), request);
  }

  /** Keeps cells from a body in the format that the address ends in. */
  @Hidden
  @PutMapping({BASE + "json", BASE + "npy", BASE + "raw"})
  ResponseEntity<Void> writeAs(HttpServletRequest request) {
    return write(Optional.of(SubsetRequests.addressedFormat(request)), request);
  }

  private ResponseEntity<Void> write(Optional<String> format, HttpServletRequest request) {
    return AppendRequests.isAsked(request)
        ? additions.append(format, request)
        : subsets.write(arrays, format, request);
  }

  @DeleteMapping(ApiPaths.SUBSET)
  @Operation(operationId = "clearSubset")
  ResponseEntity<Void> clear(HttpServletRequest request) {
    return subsets.clear(arrays, request);
  }
}
