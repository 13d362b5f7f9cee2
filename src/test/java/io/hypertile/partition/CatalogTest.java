package io.hypertile.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Paths of partitions in the catalog. */
class CatalogTest {
  @Test
  void pathsAreInTheOrderOfTheirTextAndEachOnce() {
    Catalog catalog = new Catalog(List.of("orbit=3", "orbit=100", "orbit=20", "orbit=3"));
    assertThat(catalog.paths()).containsExactly("orbit=100", "orbit=20", "orbit=3");
    assertThat(catalog.with(List.of("orbit=1", "orbit=3")).paths())
        .containsExactly("orbit=1", "orbit=100", "orbit=20", "orbit=3");
    assertThat(catalog.without(List.of("orbit=20", "orbit=7")).paths())
        .containsExactly("orbit=100", "orbit=3");
    assertThat(Catalog.EMPTY.with(List.of("orbit=1")).without(List.of("orbit=1")))
        .isEqualTo(Catalog.EMPTY);
  }

  /** The checksum that zcollection wrote into the catalog of its store "daily". */
  @Test
  void checksumIsThatOfThePackage() {
    Catalog catalog =
        new Catalog(
            List.of(
                "year=2021/month=02/day=27",
                "year=2021/month=02/day=28",
                "year=2021/month=03/day=01",
                "year=2021/month=03/day=02"));
    assertThat(catalog.checksum())
        .isEqualTo("sha256:310454fe533861ef51d373a0fdd7178d3f34013588404f09188cf385ecaaab50");
  }
}
