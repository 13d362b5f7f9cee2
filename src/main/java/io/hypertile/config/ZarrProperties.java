package io.hypertile.config;

import io.hypertile.config.rule.LeastBytes;
import io.hypertile.config.rule.MostBytes;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * View of arrays for programs that read Zarr.
 *
 * @param chunk bytes that a chunk has about where cells are stored as they are, from 256 KB to 16
 *     MB; less where clients read small windows from near by, more for networks that take long to
 *     answer
 */
@Validated
@ConfigurationProperties("hypertile.zarr")
record ZarrProperties(
    @DefaultValue("4MB")
        @NotNull
        @LeastBytes(value = 256 << 10, message = ZarrProperties.FIT)
        @MostBytes(value = 16 << 20, message = ZarrProperties.FIT)
        DataSize chunk) {
  static final String FIT = "must be from 256KB to 16MB";
}
