package io.hypertile.config;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * View of arrays for programs that read Zarr.
 *
 * @param chunk bytes that a chunk has about where cells are stored as they are, from 256 KB to 16
 *     MB; more for networks that take long to answer
 */
@Validated
@ConfigurationProperties("hypertile.zarr")
record ZarrProperties(@DefaultValue("1MB") @NotNull DataSize chunk) {
  private static final DataSize LEAST = DataSize.ofKilobytes(256);
  private static final DataSize MOST = DataSize.ofMegabytes(16);

  /** Whether chunks are of a size that serves readers. */
  @AssertTrue(message = "chunk must be from 256KB to 16MB")
  public boolean isFit() {
    return chunk.compareTo(LEAST) >= 0 && chunk.compareTo(MOST) <= 0;
  }
}
