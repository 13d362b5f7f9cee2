package io.hypertile.config;

import io.hypertile.config.rule.LeastBytes;
import io.hypertile.config.rule.TimeSpan;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Shares of the server for requests for cells.
 *
 * @param light most small requests at a time; the others wait
 * @param heavy most large requests at a time; the others wait
 * @param heavySize bytes of cells from which on a request is large
 * @param patience how long a request waits before it is refused with 503
 * @param requestsPerSecond requests that one client may make per second in the long run, past which
 *     they are refused with 429; 0 for any number
 * @param burst requests that one client may make at once where requests-per-second is set; it has
 *     so many in a cycle, which lasts as long as they take at that rate
 */
@Validated
@ConfigurationProperties("hypertile.fairness")
public record FairnessProperties(
    @DefaultValue("256") @Min(1) int light,
    @DefaultValue("64") @Min(1) int heavy,
    @DefaultValue("1MB") @NotNull @LeastBytes(0) DataSize heavySize,
    @DefaultValue("10s") @NotNull @TimeSpan Duration patience,
    @DefaultValue("0") @DecimalMin("0") double requestsPerSecond,
    @DefaultValue("50") @Min(1) int burst) {}
