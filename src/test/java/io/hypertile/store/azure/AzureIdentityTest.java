package io.hypertile.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose requests a store in Azure makes, and to whom. */
class AzureIdentityTest {
  private static final StoreKey KEY = new StoreKey("a");

  @Test
  void sharedAccessIsPartOfEveryQuery() throws Exception {
    try (AzureServer server = new AzureServer();
        Store store =
            open(server, CONTAINER, Map.of("AZURE_STORAGE_SAS_TOKEN", "?sv=1&sig=x%2B"))) {
      assertThat(store.capabilities().canCommit()).isTrue();
      assertThat(server.http.takeRequests())
          .allMatch(request -> request.parameter("sig").equals("x+"))
          .allMatch(request -> request.header("authorization").isEmpty());
    }
  }

  private static final String CONTAINER = AzureServer.CONTAINER;

  @Test
  void nobodyIsRefusedWhereOthersAreNot() throws Exception {
    try (AzureServer server = new AzureServer();
        Store store = open(server, CONTAINER, Map.of())) {
      assertThatThrownBy(() -> store.find(KEY)).hasMessage("The store refuses the credentials.");
    }
  }

  @Test
  void missingContainerIsNoMissingObject() throws Exception {
    try (AzureServer server = new AzureServer();
        Store store = open(server, "another", Map.of("AZURE_STORAGE_KEY", "AAAA"))) {
      assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(ServiceException.class);
      assertThatThrownBy(() -> store.load(KEY, 10)).isInstanceOf(ServiceException.class);
      assertThatThrownBy(store::capabilities).hasMessage("The container does not exist.");
    }
  }

  @Test
  void listsWithEntitiesAreRefused() {
    String bomb =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
            + "<EnumerationResults><NextMarker>&b;</NextMarker></EnumerationResults>";
    AzureListing listing = new AzureListing(AzureAddress.parse("az://account/lake"));

    assertThatThrownBy(() -> listing.read(bomb.getBytes(), StorePrefix.ROOT))
        .isInstanceOf(javax.xml.stream.XMLStreamException.class);
  }

  @Test
  void addressesAndAccessAreReadFromTexts() {
    assertThat(AzureAddress.parse("az://account/lake/a/b/"))
        .isEqualTo(new AzureAddress("account", "lake", new StorePrefix("a/b")));
    for (String url :
        List.of("az://account", "az://a/lake", "az://account/Lake", "s3://account/lake")) {
      assertThatThrownBy(() -> AzureAddress.parse(url)).isInstanceOf(ServiceException.class);
    }
    AzureAccess access = AzureAccess.of(Map.of("AZURE_STORAGE_KEY", "secret"));
    assertThat(access.service("account")).hasToString("https://account.blob.core.windows.net");
    assertThat(access.toString()).doesNotContain("secret");
  }

  private static Store open(AzureServer server, String container, Map<String, String> own) {
    Map<String, String> environment = new java.util.HashMap<>(own);
    environment.put("AZURE_STORAGE_BLOB_ENDPOINT", server.http.address() + "/");
    return AzureStores.open(
        "test",
        new AzureAddress(AzureServer.ACCOUNT, container, StorePrefix.ROOT),
        AzureAccess.of(environment),
        true);
  }
}
