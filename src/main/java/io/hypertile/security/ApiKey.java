package io.hypertile.security;

import io.hypertile.digest.Sha256;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A key that is known by its hash alone. The hash is a plain SHA-256: keys are 256 random bits, of
 * which there are too many to try, however fast the hash.
 *
 * @param hash SHA-256 of the key's text, in hexadecimal
 * @param caller the owner of the key
 * @param expires when it ends to be taken; empty for never
 */
public record ApiKey(String hash, Caller caller, Optional<Instant> expires) {
  /** Every key begins so, which tells it from other tokens and makes it easy to find in leaks. */
  public static final String PREFIX = "hk_";

  private static final int KEY_BYTES = 32;

  /** A new key; its text is shown to nobody but the caller. */
  public static String make() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** The hash that stands for a key in the configuration. */
  public static String hash(String key) {
    return HexFormat.of().formatHex(Sha256.of(key));
  }

  boolean isExpired(Instant now) {
    return expires.isPresent() && !now.isBefore(expires.get());
  }
}
