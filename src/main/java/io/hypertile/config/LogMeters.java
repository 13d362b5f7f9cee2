package io.hypertile.config;

import io.hypertile.journal.Journal;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;

/** Figures of the redo log. */
final class LogMeters {
  private static final double MILLIS = 1e3;

  private LogMeters() {}

  static void bind(MeterRegistry registry, Journal journal) {
    Meters<Journal> log = new Meters<>(registry, "hypertile.log.", journal);
    log.counter("records", "", "Changes logged", j -> j.statistics().records());
    log.counter("bytes", "", "Bytes logged, side files included", j -> j.statistics().bytes());
    log.counter("syncs", "", "Times the log was forced to disk", j -> j.statistics().syncs());
    log.counter(
        "shared.syncs",
        "",
        "Changes made durable by the sync of another",
        j -> j.statistics().sharedSyncs());
    log.counter(
        "sync",
        "seconds",
        "Time spent in forcing the log to disk",
        j -> Meters.seconds(j.statistics().syncTime()));
    log.gauge(
        "pending", "bytes", "Bytes that a restart would redo", j -> j.statistics().pendingBytes());
    log.gauge(
        "failed", "", "1 when the log takes no more changes", j -> j.failure().isPresent() ? 1 : 0);
    log.counter("checkpoints", "", "Checkpoints completed", j -> j.statistics().checkpoints());
    log.gauge(
        "last.checkpoint",
        "seconds",
        "When the last checkpoint was completed, as Unix time; 0 before the first",
        j -> j.statistics().lastCheckpoint().map(Instant::toEpochMilli).orElse(0L) / MILLIS);
    log.gauge(
        "replayed.records",
        "",
        "Changes that the start has redone",
        j -> j.replayReport().records());
    log.gauge(
        "replayed",
        "bytes",
        "Bytes of the changes that the start has redone",
        j -> j.replayReport().bytes());
  }
}
