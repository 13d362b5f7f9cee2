package io.hypertile.store.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs of stores. */
class StoreLocationTest {
  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a/b/, s3://bucket/a/b, true",
    "gs://bucket, gs://bucket, true",
    "az://account/container/x, az://account/container/x, true",
    "https://user:secret@host:8443/x, https://host:8443/x/, true",
    "file:///srv/my%20lake/../lake/, file:///srv/lake, false",
    "memory:, memory:, false"
  })
  void placesAreShownWithoutDetoursAndCredentials(String url, String shown, boolean isFarAway) {
    StoreLocation location = StoreLocation.parse(url);
    assertThat(location.shown()).isEqualTo(shown);
    assertThat(location.isFarAway()).isEqualTo(isFarAway);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lake",
        "/srv/lake",
        "ftp://u:secret@h/x",
        "file:x",
        "file://host/x",
        "file:///a%zz",
        "file:///a?b",
        "file:///a%00",
        "memory://",
        "s3:/bucket",
        "gs://x",
        "az://account"
      })
  void otherTextsAreRefused(String url) {
    assertThatThrownBy(() -> StoreLocation.parse(url))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.detail() + e.members()).doesNotContain("secret"));
  }
}
