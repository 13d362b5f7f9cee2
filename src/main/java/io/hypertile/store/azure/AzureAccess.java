package io.hypertile.store.azure;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Access to a store in Azure Blob Storage.
 *
 * @param endpoint address of the account's service, without a slash at the end; empty for that of
 *     Azure
 * @param identity identity of the requests
 * @param patience longest wait for a connection and for each next byte of an answer
 */
public record AzureAccess(Optional<URI> endpoint, Identity identity, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Identity under which requests are made. */
  public sealed interface Identity {
    /**
     * Identity of the account.
     *
     * @param key its key in base64
     */
    record AccountKey(String key) implements Identity {
      @Override
      public String toString() {
        return "AccountKey";
      }
    }

    /**
     * Identity of the signer of a query.
     *
     * @param query the shared access signature, without a question mark
     */
    record SharedAccess(String query) implements Identity {
      @Override
      public String toString() {
        return "SharedAccess";
      }
    }

    /** Nobody's, as for public containers. */
    record Nobody() implements Identity {}
  }

  /**
   * Access by the variables of the environment: {@code AZURE_STORAGE_KEY} or {@code
   * AZURE_STORAGE_SAS_TOKEN} for the identity, {@code AZURE_STORAGE_BLOB_ENDPOINT} for another
   * service.
   */
  public static AzureAccess of(Map<String, String> environment) {
    String endpoint = environment.getOrDefault("AZURE_STORAGE_BLOB_ENDPOINT", "");
    String key = environment.getOrDefault("AZURE_STORAGE_KEY", "");
    String query = environment.getOrDefault("AZURE_STORAGE_SAS_TOKEN", "");
    Identity identity =
        !key.isBlank()
            ? new Identity.AccountKey(key)
            : query.isBlank()
                ? new Identity.Nobody()
                : new Identity.SharedAccess(query.startsWith("?") ? query.substring(1) : query);
    return new AzureAccess(
        endpoint.isBlank()
            ? Optional.empty()
            : Optional.of(
                URI.create(
                    endpoint.endsWith("/")
                        ? endpoint.substring(0, endpoint.length() - 1)
                        : endpoint)),
        identity,
        PATIENCE);
  }

  /** The same with another patience. */
  public AzureAccess within(Duration other) {
    return new AzureAccess(endpoint, identity, other);
  }

  /** The address of the service of an account. */
  URI service(String account) {
    return endpoint.orElseGet(() -> URI.create("https://" + account + ".blob.core.windows.net"));
  }
}
