package io.hypertile.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  private static final Routes ALL = AllRoutes.find();

  private static Routes of(Route... rows) {
    return new Routes(List.of(() -> List.of(rows)));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/collections, LIST",
    "POST, /api/v1/collections, CREATE",
    "GET, /api/v1/collections/a, SHOW",
    "DELETE, /api/v1/collections/a, DELETE",
    "GET, /api/v1/collections/a/arrays, LIST",
    "POST, /api/v1/collections/a/arrays, CREATE",
    "POST, /api/v1/collections/a/arrays:batch, CREATE",
    "DELETE, /api/v1/collections/a/arrays, CLEAR",
    "HEAD, /api/v1/collections/a/arrays/~b, SHOW",
    "PATCH, /api/v1/collections/a/arrays/~b, UPDATE",
    "DELETE, /api/v1/collections/a/arrays/~b, DELETE",
    "GET, /api/v1/collections/a/arrays/~b/subset, READ",
    "HEAD, /api/v1/collections/a/arrays/~b/subset, READ",
    "PUT, /api/v1/collections/a/arrays/~b/subset, WRITE",
    "GET, /api/v1/collections/a/arrays/~b/subset.npy, READ",
    "PUT, /api/v1/collections/a/arrays/~b/subset.raw, WRITE",
    "GET, /api/v1/collections/a/arrays/~b/subset.npz, READ",
    "GET, /api/v1/collections/a/arrays/~b/subset.nc, READ",
    "HEAD, /api/v1/collections/a/arrays/~b/subset.zarr.zip, READ",
    "GET, /api/v1/collections/a/arrays/~b/subset.arrow, READ",
    "DELETE, /api/v1/collections/a/arrays/~b/subset, CLEAR",
    "GET, /api/v1/collections/a/arrays/~b/subset/description, SHOW",
    "GET, /api/v1/collections/a/arrays/~b/tiles, LIST",
    "POST, /api/v1/integrity, UPKEEP",
    "POST, /api/v1/collections/a/integrity, UPKEEP",
    "GET, /api/v1/size, UPKEEP",
    "GET, /api/v1/collections/a/size, UPKEEP",
    "DELETE, /api/v1/locks, UPKEEP",
    "TRACE, /api/v1/collections, OTHER",
    "GET, /api/v1/, OTHER",
    "GET, /api/v1//, OTHER",
    "GET, /api/v1////, OTHER",
    "GET, /v1/, OTHER",
    "GET, /v1//, OTHER",
    "GET, /v1/collections/, LIST",
    "GET, /v1/ping, OTHER",
    "GET, /v1/collections, LIST",
    "DELETE, /v1/collection/a, DELETE",
    "PUT, /v1/collection/a/arrays, CLEAR",
    "POST, /v1/collection/a/varrays, CREATE",
    "GET, /v1/collection/a/array/by-id/b, SHOW",
    "PUT, /v1/collection/a/array/by-id/b, UPDATE",
    "GET, /v1/collection/a/array/by-id/b/subset/[0:1]/data, READ",
    "PUT, /v1/collection/a/varray/by-id/b/subset/[0:1]/data, WRITE",
    "PATCH, /api/v1/collections/a/arrays/~b/subset, WRITE",
    "POST, /api/v1/collections/a/arrays/~b/subset, WRITE",
    "GET, /api/v1/collections/a/arrays/~b/subset.zip, OTHER",
    "GET, /api/v1/collections/a/none/b, OTHER",
    "POST, /api/v1/size, UPKEEP",
    "GET, /v1/collection/a/array/by-primary/data, SHOW",
  })
  void aRequestForTheDataHasAKind(String method, String path, RequestKind kind) {
    assertThat(ALL.find(path).route().kind(method)).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/actuator/health", "/", "", "/v1", "/none", "/api/v1", "/api/v2/x"})
  void requestsForAnythingElseHaveNoKind(String path) {
    assertThat(ALL.find(path).route().kind("GET")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/|Nothing[]",
        "GET|/actuator/health/readiness|Nothing[]",
        "GET|/actuator/healthy|Everywhere[scope=ADMIN]",
        "GET|/actuator/prometheus|Everywhere[scope=READ]",
        "GET|/v3/api-docs.yaml|Nothing[]",
        "GET|/api/v1/collections|Known[]",
        "GET|/api/v1|Nothing[]",
        "GET|/api/v1/|Nothing[]",
        "GET|/docs|Nothing[]",
        "GET|/docs/x|Everywhere[scope=ADMIN]",
        "GET|/openapi.json|Nothing[]",
        "GET|/api/v1/collections/|Known[]",
        "GET|/api/v1/collections/a/|InCollection[scope=READ] a",
        "DELETE|/api/v1/collections/a/|InCollection[scope=ADMIN] a",
        "DELETE|/api/v1/collections/a/arrays/|InCollection[scope=ADMIN] a",
        "DELETE|/api/v1/collections/a/arrays/~1/|InCollection[scope=WRITE] a",
        "GET|/api/v1/locks/|Everywhere[scope=ADMIN]",
        "POST|/api/v1/collections|Known[]",
        "GET|/api/v1/collections/a|InCollection[scope=READ] a",
        "HEAD|/api/v1/collections/a%20b/arrays|InCollection[scope=READ] a b",
        "OPTIONS|/api/v1/collections/a|InCollection[scope=READ] a",
        "DELETE|/api/v1/collections/a|InCollection[scope=ADMIN] a",
        "DELETE|/api/v1/collections/a/arrays|InCollection[scope=ADMIN] a",
        "DELETE|/api/v1/collections/a/arrays/b|InCollection[scope=WRITE] a",
        "POST|/api/v1/collections/a/arrays:batch|InCollection[scope=WRITE] a",
        "PUT|/api/v1/collections/a/arrays/~1/subset|InCollection[scope=WRITE] a",
        "FIND|/api/v1/collections/a|InCollection[scope=WRITE] a",
        "GET|/api/v1/locks|Everywhere[scope=ADMIN]",
        "GET|/v1/anything|Everywhere[scope=ADMIN]",
        "GET|/v1/ping|Known[]",
        "POST|/v1/collections|Known[]",
        "GET|/v1/collections/|Known[]",
        "GET|/v1/collections//|Everywhere[scope=ADMIN]",
        "GET|/v1/collection/a%20b/array/by-id/c|InCollection[scope=READ] a b",
        "DELETE|/v1/collection/a|InCollection[scope=ADMIN] a",
        "PUT|/v1/collection/a/varrays|InCollection[scope=ADMIN] a",
        "PUT|/v1/collection/a/arrays/|InCollection[scope=ADMIN] a",
        "POST|/v1/collection/a/arrays|InCollection[scope=WRITE] a",
        "DELETE|/v1/collection/a/array/by-id/c|InCollection[scope=WRITE] a",
        "GET|/none|Everywhere[scope=ADMIN]",
        "GET|/api/v1/%63ollections/a|InCollection[scope=READ] a",
        "DELETE|/api/v1/collections/a/arr%61ys|InCollection[scope=ADMIN] a",
        "PUT|/v1/collection/a/arr%61ys|InCollection[scope=ADMIN] a",
        "GET|/api/v1/collections/a%2/arrays|InCollection[scope=READ] a%2"
      })
  void everyAddressNeedsItsRight(String method, String path, String need) {
    Address address = ALL.find(path);
    Need needed = address.route().need(method);
    String collection =
        needed instanceof Need.InCollection ? " " + address.at(Route.COLLECTION) : "";
    assertThat(needed + collection).isEqualTo(need);
  }

  @Test
  void headNeedsWhatGetDoes() {
    Route row = Route.ofCollection("/a/" + Route.COLLECTION);
    Need read = new Need.InCollection(Scope.READ);
    assertThat(row.need("HEAD")).isEqualTo(read);
    Route told = row.on("GET", RequestKind.UPKEEP, Scope.ADMIN);
    assertThat(told.need("HEAD")).isEqualTo(new Need.InCollection(Scope.ADMIN));
    assertThat(told.need("OPTIONS")).isEqualTo(read);
  }

  @Test
  void pathsWithoutARowAreRefusedToAllButAdmins() {
    Routes none = of();
    for (String path : List.of("", "/", "/none", "/api/v1/collections/a")) {
      assertThat(none.find(path).route().need("GET")).isEqualTo(new Need.Everywhere(Scope.ADMIN));
    }
  }

  @Test
  void textsGoBeforeNamesAndThoseBeforeTheRest() {
    Routes routes =
        of(
            Route.page("/a/b"),
            Route.page("/a/{any}"),
            Route.page("/a/{any}/c"),
            Route.page("/a/**"),
            Route.page("/k/{*rest}"));
    Stream.of(
            "/a/b /a/b",
            "/a/x /a/{any}",
            "/a/b/c /a/{any}/c",
            "/a/b/d /a/**",
            "/a/ /a/{any}",
            "/a /**",
            "/k/ /k/{*rest}",
            "/k/1//2 /k/{*rest}")
        .map(row -> row.split(" "))
        .forEach(
            row -> assertThat(routes.find(row[0]).route().pattern()).as(row[0]).isEqualTo(row[1]));
    assertThat(routes.find("/k/1//2").rest()).isEqualTo(1);
    assertThat(routes.find("/a/b").rest()).isEqualTo(2);
    assertThat(routes.find("/a/%2F").at("{any}")).isEqualTo("/");
  }

  @Test
  void twoRowsOfOneAddressThrow() {
    assertThatThrownBy(() -> of(Route.page("/a/{b}"), Route.page("/a/{c}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a/{c}");
    assertThatThrownBy(() -> of(Route.page("a"))).isInstanceOf(IllegalArgumentException.class);
  }
}
