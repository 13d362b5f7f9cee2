package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores with credentials of their own, by profiles. */
class S3ProfileTest {
  private static final String FILE = "aws.sharedCredentialsFile";
  private static final StoreKey KEY = new StoreKey("x");

  @TempDir private Path folder;
  private S3Server server;

  @BeforeEach
  void start() throws Exception {
    server = S3Server.usual();
    Path file = folder.resolve("credentials");
    Files.writeString(
        file,
        """
        [climate]
        aws_access_key_id = OFCLIMATE
        aws_secret_access_key = one
        [oceans]
        aws_access_key_id = OFOCEANS
        aws_secret_access_key = two
        """);
    System.setProperty(FILE, file.toString());
  }

  @AfterEach
  void stop() {
    System.clearProperty(FILE);
    server.close();
  }

  private Store open(URI endpoint, String profile) {
    S3Access access =
        new S3Access(
            Optional.of(endpoint),
            Optional.of("us-east-1"),
            new S3Access.Identity.OfProfile(profile),
            Duration.ofSeconds(2));
    return S3Stores.open(profile, new S3Address(S3Server.BUCKET, StorePrefix.ROOT), access, true);
  }

  @Test
  void eachStoreSignsWithTheCredentialsOfItsProfile() {
    for (String profile : new String[] {"climate", "oceans"}) {
      try (Store store = open(server.address(), profile)) {
        assertThat(store.load(KEY, 10)).isEmpty();
        assertThat(server.http.takeRequests())
            .isNotEmpty()
            .allSatisfy(request ->
                assertThat(request.header("authorization"))
                    .contains("Credential=OF" + profile.toUpperCase(java.util.Locale.ROOT)));
      }
    }
  }

  @Test
  void aProfileThatIsNotThereIsAFailureOfTheStore() {
    try (Store store = open(server.address(), "nobody")) {
      Assertions.assertThatThrownBy(() -> store.load(KEY, 10)).isInstanceOf(StoreException.class);
      assertThat(server.http.takeRequests()).isEmpty();
    }
  }
}
