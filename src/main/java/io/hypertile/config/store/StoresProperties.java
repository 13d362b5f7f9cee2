package io.hypertile.config.store;

import io.hypertile.config.rule.LeastBytes;
import io.hypertile.config.rule.TimeSpan;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Stores beside the storage root.
 *
 * @param stores stores by name, each with url, and where they are needed read-only, endpoint,
 *     region, profile, anonymous and patience
 * @param root what keeps the collections in place of the storage root
 */
@Validated
@ConfigurationProperties("hypertile")
record StoresProperties(
    @DefaultValue @NotNull Map<String, @Valid Store> stores,
    @DefaultValue @Valid @NotNull Root root) {
  /**
   * The root of a server whose collections are in a store.
   *
   * @param store name of the store, of S3, Google or Azure, that keeps all collections, so that
   *     several servers have the same ones; where none is given, the storage root keeps them
   * @param stale greatest age of a state that is read while that store does not answer, told in the
   *     header Age; 0 for an error instead
   * @param cache bytes of the disk of the storage root for what was read of that store; 0 for none
   */
  record Root(
      @Nullable String store,
      @DefaultValue("1m") @NotNull @TimeSpan(least = "0s", most = "1d") Duration stale,
      @DefaultValue("1GB") @NotNull @LeastBytes(0) DataSize cache) {}

  /**
   * A store. Credentials come from the environment, by the variables that its service is used to.
   *
   * @param url place of the store: s3://bucket/prefix, gs://bucket/prefix,
   *     az://account/container/prefix, https://host/directory, file:///path or memory:
   * @param readOnly whether it is never written
   * @param endpoint address of another service than the usual one of S3, Google or Azure
   * @param region region of a bucket of S3
   * @param profile profile of AWS whose credentials a store of S3 takes
   * @param anonymous whether requests carry nobody's identity, as for public buckets
   * @param patience how long a connection and each next byte of an answer is waited for
   */
  record Store(
      @NotBlank String url,
      @DefaultValue("false") boolean readOnly,
      @Nullable String endpoint,
      @Nullable String region,
      @Nullable String profile,
      @DefaultValue("false") boolean anonymous,
      @DefaultValue("10s") @NotNull @TimeSpan(least = "100ms", most = "10m") Duration patience) {}
}
