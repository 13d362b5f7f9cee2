package io.hypertile.memory;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A use of native memory, with a part of the budget that no other use can take from it. */
public enum MemoryUse {
  /** Cells on their way to clients. */
  ANSWERS(64 << 10, "Too many answers are being sent at the same time; try again in a moment."),

  /** Chunks, stored and decoded. */
  CHUNKS(4096, "There is no memory to decode the cells now; try again in a moment."),

  /** Records on their way into the redo log and out of it. */
  LOG(4096, "There is no memory for the redo log now; try again in a moment.");

  /** Memory that the log can put to use: 32 commits at a time. */
  private static final long MOST_FOR_LOG = 16L << 20;

  private final long smallest;
  private final String refusal;

  MemoryUse(long smallest, String refusal) {
    this.smallest = smallest;
    this.refusal = refusal;
  }

  /** The name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of the smallest buffer. */
  long smallest() {
    return smallest;
  }

  /**
   * Bytes that are always to be had: 16 MiB for the log, at most a quarter of all, and three
   * eighths of the rest for answers and for chunks each. The rest goes to the first who ask.
   */
  long guaranteed(long limit) {
    long log = Math.min(MOST_FOR_LOG, limit / 4);
    return switch (this) {
      case ANSWERS, CHUNKS -> (limit - log) / 8 * 3;
      case LOG -> log;
    };
  }

  /** The refusal when there is no memory. */
  public ServiceException refused(@Nullable Throwable cause) {
    return new ServiceException(
        ErrorCode.TOO_MANY_REQUESTS, refusal, Map.of("retry_after", 1), cause);
  }
}
