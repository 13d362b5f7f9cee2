package io.hypertile.config;

import io.hypertile.route.Scope;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Access to the server. Without keys and tokens everybody has it, which is refused unless the
 * server listens on loopback only or {@code open} is set.
 *
 * @param open whether callers without credentials may do everything, wherever the server listens
 * @param apiKeys the keys that are taken
 * @param jwt what the claims of tokens mean; spring.security.oauth2.resourceserver.jwt says where
 *     tokens come from
 * @param corsOrigins origins whose pages may use the server from a browser, such as
 *     https://maps.example.org
 */
@Validated
@ConfigurationProperties("hypertile.security")
record SecurityProperties(
    @DefaultValue("false") boolean open,
    @DefaultValue @NotNull List<@Valid Key> apiKeys,
    @DefaultValue @Valid @NotNull Jwt jwt,
    @DefaultValue @NotNull List<String> corsOrigins) {

  /**
   * A key, made with {@code --hypertile.make-key}.
   *
   * @param name whose it is, for the audit log
   * @param hash SHA-256 of the key in hexadecimal
   * @param scopes what it allows; each scope includes those before it: read, write, admin
   * @param collections patterns of the names of the collections it is for
   * @param expires when it ends to be taken, as an ISO 8601 time with offset; absent for never
   */
  record Key(
      @NotBlank String name,
      @NotNull @Pattern(regexp = "[0-9a-fA-F]{64}") String hash,
      @DefaultValue("read") @NotEmpty List<Scope> scopes,
      @DefaultValue("*") @NotEmpty List<String> collections,
      @Nullable Instant expires) {}

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
}
