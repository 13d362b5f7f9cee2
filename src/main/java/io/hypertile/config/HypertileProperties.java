package io.hypertile.config;

import io.hypertile.config.rule.LeastBytes;
import io.hypertile.config.rule.TimeSpan;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the server.
 *
 * @param storage where data is kept
 * @param limits sizes past which requests are refused
 * @param io what reading may use
 * @param memory native memory of all requests together
 * @param compression what is compressed on the wire
 */
@Validated
@ConfigurationProperties("hypertile")
public record HypertileProperties(
    @DefaultValue @Valid @NotNull Storage storage,
    @DefaultValue @Valid @NotNull Limits limits,
    @DefaultValue @Valid @NotNull Io io,
    @DefaultValue @Valid @NotNull Memory memory,
    @DefaultValue @Valid @NotNull Compression compression) {

  /**
   * Storage of the data.
   *
   * @param root directory of the storage, made when it is not there
   * @param engine what keeps the data; hdf5 is the only choice
   * @param openFiles array files kept open between requests
   * @param lockTimeout how long a change waits for another change of the same array
   * @param shared whether Deker processes work on the root at the same time: then their locks are
   *     honoured and they are shown ours, which costs time on every access; Linux only
   */
  public record Storage(
      @DefaultValue("./data") @NotNull Path root,
      @DefaultValue("hdf5") @NotNull String engine,
      @DefaultValue("512") @Min(1) int openFiles,
      @DefaultValue("10s") @NotNull @TimeSpan Duration lockTimeout,
      @DefaultValue("false") boolean shared) {}

  /**
   * Sizes past which requests are refused, with 413 or, for the arrays of a collection, 422.
   *
   * @param result bytes of the cells of an answer
   * @param jsonResult bytes of the cells of an answer in a text format, JSON or CSV
   * @param body bytes of a body with cells
   * @param document bytes of a JSON document, such as a collection
   * @param array bytes of the cells of an array, or of a tile where there are tiles; 0 for any
   */
  public record Limits(
      @DefaultValue("64GB") @NotNull @LeastBytes(0) DataSize result,
      @DefaultValue("16MB") @NotNull @LeastBytes(0) DataSize jsonResult,
      @DefaultValue("64GB") @NotNull @LeastBytes(0) DataSize body,
      @DefaultValue("8MB") @NotNull @LeastBytes(0) DataSize document,
      @DefaultValue("0B") @NotNull @LeastBytes(0) DataSize array) {}

  /**
   * Compression on the wire, for clients that take gzip.
   *
   * @param text whether JSON and CSV are compressed for clients that take gzip
   * @param binary whether NPY and raw cells are compressed for clients that take gzip; they hardly
   *     shrink and are sent at a fraction of the speed
   */
  public record Compression(
      @DefaultValue("true") boolean text, @DefaultValue("false") boolean binary) {}

  /**
   * Native memory of all requests together.
   *
   * @param limit bytes for cells on their way to clients, chunks being encoded or decoded, and
   *     records of the log, in use and kept for reuse; at least 16 MB
   */
  public record Memory(
      @DefaultValue("768MB")
          @NotNull
          @LeastBytes(value = LEAST_MEMORY, message = "must be at least 16MB")
          DataSize limit) {
    private static final long LEAST_MEMORY = 16 << 20;
  }

  /**
   * Resources for reading.
   *
   * @param threads threads that read files and decode chunks; 0 for twice the processors, at least
   *     4
   * @param memoryTimeout how long a request waits for native memory before it is refused with 429
   * @param slab bytes of an answer that are read at a time
   * @param largestSlab bytes that are read at a time where chunks would otherwise be decoded twice
   */
  public record Io(
      @DefaultValue("0") @Min(0) @Max(1024) int threads,
      @DefaultValue("10s") @NotNull @TimeSpan Duration memoryTimeout,
      @DefaultValue("1MB") @NotNull @LeastBytes(1) DataSize slab,
      @DefaultValue("16MB") @NotNull @LeastBytes(1) DataSize largestSlab) {
    private static final int LEAST_THREADS = 4;

    /** The number of threads, never 0. */
    public int threadCount() {
      int processors = Runtime.getRuntime().availableProcessors();
      return threads > 0 ? threads : Math.max(LEAST_THREADS, 2 * processors);
    }
  }
}
