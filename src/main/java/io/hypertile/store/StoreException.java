package io.hypertile.store;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store did not do what was asked, and nothing is known to be wrong with the request. */
public final class StoreException extends ServiceException {
  private final Retry retry;
  private final boolean isTooLong;

  /** Whether the same call may succeed later. */
  public enum Retry {
    /** A lost connection, a time-out. */
    LATER,

    /** As later, and with fewer calls at a time: the store says that it is overloaded. */
    SLOWER,

    /** Refused credentials, a missing bucket, an answer that makes no sense. */
    NEVER;

    /** For a status by which a service says that it cannot answer now. */
    public static Retry ofTransient(int status) {
      return status == 503 || status == 429 ? SLOWER : LATER;
    }
  }

  /**
   * A failure of a store.
   *
   * @param store name of the store in the settings
   * @param detail one sentence for the client
   * @param retry whether to try again
   * @param cause the failure, for the log
   */
  public StoreException(String store, String detail, Retry retry, @Nullable Throwable cause) {
    this(store, detail, retry, false, cause);
  }

  private StoreException(
      String store, String detail, Retry retry, boolean isTooLong, @Nullable Throwable cause) {
    super(ErrorCode.STORAGE_UNAVAILABLE, detail, Map.of("store", store), cause);
    this.retry = retry;
    this.isTooLong = isTooLong;
  }

  /**
   * Refusal of an object that is longer than the caller takes.
   *
   * @param store name of the store in the settings
   * @param limit most bytes that it takes
   */
  public static StoreException tooLong(String store, long limit) {
    String detail = "The object has more than " + limit + " bytes.";
    return new StoreException(store, detail, Retry.NEVER, true, null);
  }

  /** Whether it is for an object that is longer than the caller takes, and for nothing else. */
  public boolean isTooLong() {
    return isTooLong;
  }

  /** Whether the same call may succeed later. */
  public Retry retry() {
    return retry;
  }
}
