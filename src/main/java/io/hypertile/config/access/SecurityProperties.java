package io.hypertile.config.access;

import io.hypertile.config.rule.LeastBytes;
import io.hypertile.quota.Amount;
import io.hypertile.quota.Quota;
import io.hypertile.route.Scope;
import io.hypertile.security.ApiKey;
import io.hypertile.security.Caller;
import io.hypertile.security.Grant;
import io.hypertile.security.Rate;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Access to the server. Without keys and tokens everybody has it, which is refused unless the
 * server listens on loopback only or {@code open} is set.
 *
 * @param open whether callers without credentials may do everything, wherever the server listens
 * @param apiKeys the keys that are taken
 * @param keysFile a YAML file with further api-keys, which is read again when it changes; with one,
 *     nobody is let in without credentials, even where it has no keys
 * @param jwt what the claims of tokens mean; spring.security.oauth2.resourceserver.jwt says where
 *     tokens come from
 * @param signIn how people sign in at the provider of tokens from the explorer
 * @param corsOrigins origins whose pages may use the server from a browser, such as
 *     https://maps.example.org
 */
@Validated
@ConfigurationProperties("hypertile.security")
record SecurityProperties(
    @DefaultValue("false") boolean open,
    @DefaultValue @NotNull List<@Valid Key> apiKeys,
    @Nullable Path keysFile,
    @DefaultValue @Valid @NotNull Jwt jwt,
    @DefaultValue @Valid @NotNull SignIn signIn,
    @DefaultValue @NotNull List<String> corsOrigins) {

  /**
   * A key, made with {@code --hypertile.make-key}.
   *
   * @param name whose it is, for the audit log
   * @param hash SHA-256 of the key in hexadecimal
   * @param scopes what it allows; each scope includes those before it: read, write, admin
   * @param collections patterns of the names of the collections it is for
   * @param expires when it ends to be taken, as an ISO 8601 time with offset; absent for never
   * @param requestsPerSecond requests that it may make per second in the long run, past which they
   *     are refused with 429; 0 for any number, absent for hypertile.fairness.requests-per-second
   * @param burst requests that it may make at once where it has a rate of its own
   * @param quota what the collections it is for may hold together for it to bring more
   */
  record Key(
      @NotBlank String name,
      @NotNull @Pattern(regexp = "[0-9a-fA-F]{64}") String hash,
      @DefaultValue("read") @NotEmpty List<Scope> scopes,
      @DefaultValue("*") @NotEmpty List<String> collections,
      @Nullable Instant expires,
      @Nullable @DecimalMin("0") Double requestsPerSecond,
      @DefaultValue("50") @Min(1) int burst,
      @DefaultValue @Valid @NotNull Room quota) {
    /** The first two of some keys that have one hash, in words; empty where each has its own. */
    static Optional<String> twice(List<Key> keys) {
      Map<String, Integer> known = new HashMap<>();
      for (int n = 0; n < keys.size(); n++) {
        Integer first = known.putIfAbsent(keys.get(n).hash.toLowerCase(Locale.ROOT), n);
        if (first != null) {
          return Optional.of(
              "hypertile.security.api-keys[%d].hash (%s) is that of [%d] (%s) as well"
                  .formatted(n, keys.get(n).name, first, keys.get(first).name));
        }
      }
      return Optional.empty();
    }

    /** The key as the checks of access know it. */
    ApiKey known() {
      Optional<Rate> rate =
          Optional.ofNullable(requestsPerSecond).map(perSecond -> new Rate(perSecond, burst));
      Quota ofKey =
          Quota.ofKey(name, collections, new Amount(quota.bytes().toBytes(), quota.arrays()));
      Caller caller =
          new Caller(
              name,
              grants(scopes, collections),
              rate,
              Optional.of(ofKey).filter(Quota::isLimiting));
      return new ApiKey(hash, caller, Optional.ofNullable(expires));
    }
  }

  /**
   * Most that collections may hold.
   *
   * @param bytes bytes of their files or objects; 0 for any number
   * @param arrays arrays, datasets and partitions; 0 for any number
   */
  record Room(
      @DefaultValue("0B") @NotNull @LeastBytes(0) DataSize bytes,
      @DefaultValue("0") @Min(0) long arrays) {}

  /**
   * Meaning of the claims of tokens.
   *
   * @param nameClaim claim with the caller's name, for the audit log
   * @param roleClaim claim with the roles, as a list or a text with blanks between; points lead
   *     into nested claims, such as realm_access.roles
   * @param roles what the roles allow; without any, hypertile.read, hypertile.write and
   *     hypertile.admin are scopes of all collections
   */
  record Jwt(
      @DefaultValue("sub") @NotBlank String nameClaim,
      @DefaultValue("scope") @NotBlank String roleClaim,
      @DefaultValue @NotNull List<@Valid Role> roles) {}

  /**
   * Rights of a role.
   *
   * @param name the role as it appears in tokens
   * @param scopes what it allows
   * @param collections patterns of the names of the collections it is for
   */
  record Role(
      @NotBlank String name,
      @DefaultValue("read") @NotEmpty List<Scope> scopes,
      @DefaultValue("*") @NotEmpty List<String> collections) {}

  /**
   * A public client at the provider that spring.security.oauth2.resourceserver.jwt.issuer-uri
   * names.
   *
   * @param clientId the client's id at the provider; absent for no sign-in, so that people bring a
   *     key or a token of their own
   * @param scopes what tokens are asked for, such as openid and those that the provider makes roles
   *     of
   */
  record SignIn(
      @Nullable String clientId,
      @DefaultValue("openid") @NotEmpty
          List<@NotNull @Pattern(regexp = "[!#-\\[\\]-~]+") String> scopes) {}

  /** Scopes, each for the same collections. */
  static List<Grant> grants(List<Scope> scopes, List<String> collections) {
    return scopes.stream().map(scope -> new Grant(scope, collections)).toList();
  }
}
