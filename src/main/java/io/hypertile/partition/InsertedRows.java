package io.hypertile.partition;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Variables that an insert brings, by the paths of the schema. The cells belong to the caller and
 * are read by one thread at a time while the insert runs.
 *
 * @param variables in the order in which they came
 */
public record InsertedRows(Map<String, Variable> variables) {
  /** Copies the map. */
  public InsertedRows {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** Bytes of all cells. */
  public long bytes() {
    return variables.values().stream().mapToLong(each -> each.cells().byteSize()).sum();
  }

  /** The variable of a path; empty if the insert does not bring it. */
  public Optional<Variable> find(String path) {
    return Optional.ofNullable(variables.get(path));
  }

  /**
   * Cells of a variable.
   *
   * @param cells in C order, little endian
   */
  public record Variable(CellType dtype, Shape shape, MemorySegment cells) {}
}
