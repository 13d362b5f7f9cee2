package io.hypertile.store.azure;

import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.HttpAnswer;
import io.hypertile.store.remote.HttpCall;
import io.hypertile.store.remote.HttpCalls;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** Stores of the tests. */
final class AzureTestStores {
  private static final String CONTAINER = "hypertile-contract";

  private AzureTestStores() {}

  static Store open(URI endpoint, String root) {
    String key = Base64.getEncoder().encodeToString(new byte[64]);
    return AzureStores.open(
        "test",
        new AzureAddress(AzureServer.ACCOUNT, AzureServer.CONTAINER, new StorePrefix(root)),
        AzureAccess.of(
                Map.of(
                    "AZURE_STORAGE_BLOB_ENDPOINT", endpoint.toString(), "AZURE_STORAGE_KEY", key))
            .within(Duration.ofSeconds(1)),
        true);
  }

  /** A store below a new prefix of a container of a service, which is made where it is missing. */
  static Store ofService() throws Exception {
    String endpoint = System.getProperty("hypertile.test.azure");
    String key = System.getProperty("hypertile.test.azure.key");
    String account = endpoint.substring(endpoint.lastIndexOf('/') + 1);
    HttpCall call =
        HttpCall.of("PUT", URI.create(endpoint + "/" + CONTAINER + "?restype=container"))
            .with("x-ms-version", "2021-08-06")
            .with(
                "x-ms-date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    try (HttpCalls calls = new HttpCalls("test", Duration.ofSeconds(5));
        HttpAnswer answer = calls.send(new SharedKey(account, key).signed(call))) {
      if (answer.status() != 201 && answer.status() != 409) {
        throw new IllegalStateException("no container: " + answer.status());
      }
    }
    return AzureStores.open(
        "test",
        new AzureAddress(account, CONTAINER, new StorePrefix(UUID.randomUUID().toString())),
        AzureAccess.of(Map.of("AZURE_STORAGE_BLOB_ENDPOINT", endpoint, "AZURE_STORAGE_KEY", key)),
        true);
  }
}
