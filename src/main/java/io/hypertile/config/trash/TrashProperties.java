package io.hypertile.config.trash;

import io.hypertile.config.rule.TimeSpan;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Removals of collections, and of all that one holds.
 *
 * @param confirmAbove arrays, datasets or partitions that one call removes without confirm=NAME; 0
 *     asks for it wherever there is one, -1 never
 * @param keep how long removed collections, and arrays that were removed together, are kept and can
 *     be restored; 0 for not at all
 */
@Validated
@ConfigurationProperties("hypertile.trash")
record TrashProperties(
    @DefaultValue("1000") @Min(-1) int confirmAbove,
    @DefaultValue("0s") @NotNull @TimeSpan Duration keep) {}
