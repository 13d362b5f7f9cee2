package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestKindTest {
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
  })
  void aRequestHasAKind(String method, String path, RequestKind kind) {
    assertThat(RequestKind.of(method, path)).contains(kind);
  }

  @Test
  void whatIsNotForTheDataHasNone() {
    assertThat(RequestKind.of("GET", "/actuator/health")).isEmpty();
    assertThat(RequestKind.of("GET", "/")).isEmpty();
    assertThat(RequestKind.of("GET", "/v1")).isEmpty();
  }
}
