package io.hypertile.store.layer;

import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions to a store for whose answer a moment is waited.
 *
 * @param store its name in messages
 * @param patience longest wait
 */
record Asking(String store, Duration patience) {
  /**
   * An answer of the store.
   *
   * @throws StoreException also if it has not come by then
   */
  <T> Optional<T> inTime(Supplier<Optional<T>> ask) {
    CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("hypertile-ask")
        .start(() -> {
          try {
            answer.complete(ask.get());
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw silent(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw silent(e);
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case RuntimeException failure -> failure;
        case Error error -> throw error;
        case null, default -> new IllegalStateException(e);
      };
    }
  }

  /** The failure of a store without an answer. */
  StoreException silent(@Nullable Exception cause) {
    return new StoreException(store, "The store does not answer.", Retry.LATER, cause);
  }
}
