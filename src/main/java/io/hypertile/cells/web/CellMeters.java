package io.hypertile.cells.web;

import io.hypertile.http.WarmUpGate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts cells that go out and come in. */
@Component
public final class CellMeters {
  private final Counter readCells;
  private final Counter readBytes;
  private final Counter writtenCells;
  private final Counter writtenBytes;

  CellMeters(MeterRegistry registry) {
    this.readCells = counter(registry, "hypertile.cells", "read", "Cells sent and taken");
    this.writtenCells = counter(registry, "hypertile.cells", "write", "Cells sent and taken");
    this.readBytes = counter(registry, "hypertile.cell.bytes", "read", "Bytes of these cells");
    this.writtenBytes = counter(registry, "hypertile.cell.bytes", "write", "Bytes of these cells");
  }

  private static Counter counter(
      MeterRegistry registry, String name, String kind, String description) {
    return Counter.builder(name).tag("kind", kind).description(description).register(registry);
  }

  /** Cells have been sent whole, to a client or to nobody but the server itself. */
  public void read(long bytes, int cellSize) {
    if (WarmUpGate.isPassed()) {
      return;
    }
    readCells.increment((double) bytes / cellSize);
    readBytes.increment(bytes);
  }

  /** Cells have been kept. */
  public void written(long bytes, int cellSize) {
    writtenCells.increment((double) bytes / cellSize);
    writtenBytes.increment(bytes);
  }
}
