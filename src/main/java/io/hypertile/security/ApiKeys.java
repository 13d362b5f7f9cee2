package io.hypertile.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys that are taken: those of the settings, which stay, and those of a file, which may change
 * while the server runs. Safe for use by many threads: each request sees all of one state.
 */
public final class ApiKeys {
  private final List<ApiKey> fixed;
  private final Clock clock;
  private volatile List<ApiKey> keys;
  private volatile Runnable changed = () -> {};

  /** These keys, and none of a file. */
  public ApiKeys(List<ApiKey> fixed, Clock clock) {
    this.fixed = List.copyOf(fixed);
    this.clock = clock;
    this.keys = this.fixed;
  }

  /** Takes these in place of those that the file had before; requests from now on see them. */
  public void takeFromFile(List<ApiKey> ofFile) {
    keys = Stream.concat(fixed.stream(), ofFile.stream()).toList();
    changed.run();
  }

  /** Runs this now, and whenever other keys were taken; in place of what was given before. */
  public void whenTaken(Runnable work) {
    changed = work;
    work.run();
  }

  /** The owners of all keys, of those that have expired as well. */
  public List<Caller> callers() {
    return keys.stream().map(ApiKey::caller).toList();
  }

  /** Number of all keys. */
  public int size() {
    return keys.size();
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
