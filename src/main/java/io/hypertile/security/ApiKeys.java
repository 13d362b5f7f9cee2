package io.hypertile.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys that are taken. Immutable. */
public final class ApiKeys {
  private final List<ApiKey> keys;
  private final Clock clock;

  /** These keys. */
  public ApiKeys(List<ApiKey> keys, Clock clock) {
    this.keys = List.copyOf(keys);
    this.clock = clock;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * Finds the owner of a key; empty if the key is not accepted. Takes the same time for every key.
   */
  Optional<Caller> find(String key) {
    byte[] hash = ApiKey.hash(key).getBytes(StandardCharsets.US_ASCII);
    Optional<Caller> found = Optional.empty();
    for (ApiKey known : keys) {
      byte[] other = known.hash().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
      if (MessageDigest.isEqual(hash, other) && !known.isExpired(clock.instant())) {
        found = Optional.of(known.caller());
      }
    }
    return found;
  }
}
