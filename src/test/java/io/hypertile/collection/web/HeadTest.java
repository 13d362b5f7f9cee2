package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * HEAD has the head that GET has (RFC 9110, 9.3.2), with its length or, where the length is known
 * only when the body has been made, without any.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.storage.engine=memory", "hypertile.compression.binary=true"})
@Import(MemoryServer.class)
class HeadTest {
  private static final String C = "/api/v1/collections";
  private static final String GRID = C + "/grid/arrays/~1/subset";
  private static final List<String> SAME =
      List.of(
          "Content-Type",
          "ETag",
          "Cache-Control",
          "Vary",
          "Content-Encoding",
          "Accept-Ranges",
          "Content-Disposition",
          "Array-Dtype",
          "Array-Shape",
          "Link");

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping handlers;

  private ApiClient api;

  @BeforeEach
  void create() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    for (String kind : List.of("array", "varray")) {
      String name = kind.equals("array") ? "grid" : "tiled";
      String tiles = kind.equals("array") ? "" : "\"vgrid\":[2,1],";
      api.json(
              "POST",
              C,
              "{\"name\":\""
                  + name
                  + "\",\"kind\":\""
                  + kind
                  + "\","
                  + tiles
                  + "\"dtype\":\"float64\",\"dimensions\":[{\"name\":\"y\",\"size\":60},"
                  + "{\"name\":\"x\",\"size\":100}],\"attributes\":["
                  + "{\"name\":\"n\",\"dtype\":\"int\",\"primary\":true}]}")
          .expect(201);
      api.json("POST", C + "/" + name + "/arrays", "{\"primary_attributes\":{\"n\":1}}")
          .expect(201);
      api.json("POST", C + "/" + name + "/arrays", "{\"primary_attributes\":{\"n\":2}}")
          .expect(201);
      api.json("PUT", C + "/" + name + "/arrays/~1/subset?slice=0,0", "1.5").expect(204);
    }
  }

  /** What a request answers, and its length: empty when the answer has none. */
  private record Head(Answer answer, Optional<String> length) {}

  private Head call(String method, String path, boolean gzip) throws IOException {
    Answer answer =
        api.send(
            api.request(path)
                .header("Accept-Encoding", gzip ? "gzip" : "identity")
                .method(method, BodyPublishers.noBody()));
    return new Head(answer, answer.response().headers().firstValue("Content-Length"));
  }

  private void assertSame(String path, boolean gzip, boolean hasLength) throws IOException {
    Head get = call("GET", path, gzip);
    Head head = call("HEAD", path, gzip);
    get.answer.expect(200);
    assertThat(head.answer.status()).as(path).isEqualTo(200);
    assertThat(head.answer.response().body()).isEmpty();
    for (String name : SAME) {
      assertThat(head.answer.header(name))
          .as(name + " of " + path)
          .isEqualTo(get.answer.header(name));
    }
    String bytes = Integer.toString(get.answer.response().body().length);
    assertThat(head.length).as(path).isEqualTo(hasLength ? Optional.of(bytes) : Optional.empty());
    assertThat(get.length.orElse(bytes)).as(path).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/grid/arrays/~1/subset?format=npy|true",
        "/grid/arrays/~1/subset?format=raw|true",
        "/grid/arrays/~1/subset?format=json|false",
        "/grid/arrays/~1/subset?format=json&coordinates=true|false",
        "/grid/arrays/~1/subset?format=csv|false",
        "/grid/arrays/~1/subset?format=npy&slice=0,0|true",
        "/grid/arrays/~1/subset?format=raw&slice=0,0|true",
        "/grid/arrays/~1/subset?format=json&slice=0,0|false",
        "/grid/arrays/~1/subset?format=csv&slice=0,0|false",
        "/grid/arrays/~1/subset.npz|true",
        "/grid/arrays/~1/subset.nc|true",
        "/grid/arrays/~1/subset.zarr.zip|true",
        "/grid/arrays/~1/subset.arrow?slice=0,0|true",
        "/tiled/arrays/~1/subset?format=npy|true",
        "/tiled/arrays/~1/subset?format=csv&slice=0|false"
      })
  void cellsHaveTheLengthThatTheContractNames(String path, boolean hasLength) throws IOException {
    assertSame(C + path, false, hasLength);
    assertSame(C + path, true, hasLength && path.contains("slice=0,0"));
  }

  /** The tag of a collection names the number of its arrays, which is counted in the background. */
  private void awaitCounts() throws IOException {
    for (String name : List.of("grid", "tiled")) {
      while (api.get(C + "/" + name).json().get("arrays").isNull()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void documentsHaveTheLengthOfGet() throws IOException {
    awaitCounts();
    TreeSet<String> asked = new TreeSet<>();
    handlers
        .getHandlerMethods()
        .keySet()
        .forEach(mapping -> {
          if (mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET)) {
            asked.addAll(mapping.getPatternValues());
          }
        });
    asked.removeIf(path -> !path.startsWith("/api/") || path.contains("/subset"));
    // Archives tell the moment at which they are made, so that no two have to be of one length.
    asked.removeIf(path -> path.endsWith("/export"));
    // Addresses of datasets are those of another kind of collection.
    asked.removeIf(path ->
        path.contains("/datasets") || path.endsWith("/cells") || path.endsWith("/statistics"));
    // So are those of partitioned ones.
    asked.removeIf(path ->
        path.endsWith("/partitions")
            || path.endsWith("/rows")
            || path.contains("/variables/")
            || path.contains("/indexes"));
    assertThat(asked).hasSizeGreaterThan(6);
    for (String pattern : asked) {
      String collection = pattern.contains("/tiles") ? "tiled" : "grid";
      String path = pattern.replace("{collection}", collection).replace("{array}", "~1");
      boolean paged = path.equals(C) || path.endsWith("/arrays") || path.endsWith("/tiles");
      // The length of an extent is known only when the cells have been read.
      boolean isLong = !path.endsWith("/extent");
      assertSame(path, false, isLong);
      assertSame(path, true, isLong);
      if (paged) {
        assertSame(path + "?limit=1", false, true);
      }
    }
    assertSame(C + "/grid?format=deker", false, true);
  }

  @Test
  void descriptionsHaveNoLength() throws IOException {
    for (String slice : List.of("", "?slice=0,0")) {
      assertSame(GRID + "/description" + slice, false, false);
      assertSame(GRID + "/description" + slice, true, false);
    }
  }

  @Test
  void aPartHasTheLengthOfTheWhole() throws IOException {
    Answer head =
        api.send(
            api.request(GRID + "?format=npy")
                .header("Range", "bytes=0-9")
                .method("HEAD", BodyPublishers.noBody()));
    // Range is defined for GET alone (RFC 9110, 14.2).
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(128 + 60 * 100 * 8));
  }

  @Test
  void dekersProtocolAnswersHeadAsWell() throws IOException {
    String id = api.get(C + "/grid/arrays/~1").json().get("id").asString();
    for (String path :
        List.of(
            "/v1/ping",
            "/v1/collection/grid",
            "/v1/collection/grid/array/by-id/" + id,
            "/v1/collection/grid/array/by-primary/1",
            "/v1/collection/grid/array/by-id/" + id + "/subset/%5B0:2,0:3%5D/data")) {
      assertSame(path, false, true);
    }
    assertThat(call("HEAD", "/v1/collections", false).answer.status()).isEqualTo(200);
    assertThat(call("HEAD", "/v1/collection/grid/arrays", false).answer.status()).isEqualTo(200);
  }
}
