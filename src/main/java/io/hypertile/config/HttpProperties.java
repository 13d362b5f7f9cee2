package io.hypertile.config;

import io.hypertile.config.rule.LeastBytes;
import io.hypertile.config.rule.TimeSpan;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits for slow clients. The wait for the next bytes of a request, or for a client to take more
 * of an answer, is {@code server.tomcat.connection-timeout}; the time for which an idle connection
 * is kept is {@code server.tomcat.keep-alive-timeout}.
 *
 * @param headTimeout how long a client may take to send the head of a request, after which its
 *     connection is closed
 * @param bodyRate bytes per second that a body must have at least, on average over the time that
 *     the server waits for it, below which it is refused with 408; 0 for any
 * @param bodyPatience how long the server waits for bytes of a body before it applies body-rate
 * @param answerRate bytes per second that a client must take of an answer at least, on average over
 *     the time that the server waits for it, below which its connection is closed; 0 for any
 * @param answerPatience how long the server waits for a client to take more of an answer before it
 *     applies answer-rate; a client that has paused may catch up within it
 */
@Validated
@ConfigurationProperties("hypertile.http")
record HttpProperties(
    @DefaultValue("30s") @NotNull @TimeSpan(least = "1ms") Duration headTimeout,
    @DefaultValue("1KB") @NotNull @LeastBytes(0) DataSize bodyRate,
    @DefaultValue("10s") @NotNull @TimeSpan Duration bodyPatience,
    @DefaultValue("1KB") @NotNull @LeastBytes(0) DataSize answerRate,
    @DefaultValue("10s") @NotNull @TimeSpan Duration answerPatience) {}
