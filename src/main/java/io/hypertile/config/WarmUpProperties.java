package io.hypertile.config;

import io.hypertile.config.rule.TimeSpan;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Work of the server before it is ready.
 *
 * @param time how long it reads what it has through its own port before it is ready; 0 for not at
 *     all
 */
@Validated
@ConfigurationProperties("hypertile.warm-up")
record WarmUpProperties(@DefaultValue("2500ms") @NotNull @TimeSpan(most = "1h") Duration time) {}
