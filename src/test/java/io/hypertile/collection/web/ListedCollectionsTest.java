package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.engine.MemoryStorage;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The list of collections: short by itself, with whole schemas where that is asked for. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class ListedCollectionsTest {
  private static final String COLLECTIONS = "/api/v1/collections";

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;
  private ApiClient api;

  @BeforeEach
  void createCollections() throws IOException {
    storage.removeAll();
    api = new ApiClient(port);
    String labels =
        IntStream.range(0, 200_000)
            .mapToObj(label -> "\"s%06d\"".formatted(label))
            .collect(Collectors.joining(","));
    create(
        """
        {"name": "stations", "kind": "array", "dtype": "float32",
         "dimensions": [{"name": "station", "size": 200000, "labels": [%s]},
                        {"name": "lat", "size": 3, "scale": {"start_value": 5, "step": 1}}],
         "attributes": [{"name": "b", "dtype": "int", "primary": true},
                        {"name": "note", "dtype": "string"},
                        {"name": "a", "dtype": "string", "primary": true}]}
        """
            .formatted(labels));
    create(
        """
        {"name": "été 1", "kind": "varray", "dtype": "int8", "vgrid": [2],
         "dimensions": [{"name": "x", "size": 4}]}
        """);
    create(
        "{\"name\":\"z\",\"kind\":\"array\",\"dtype\":\"int8\",\"dimensions\":"
            + "[{\"name\":\"x\",\"size\":4}]}");
  }

  private void create(String document) throws IOException {
    api.json("POST", COLLECTIONS, document).expect(201);
  }

  @Test
  void summaryIsShortHoweverManyLabelsThereAre() throws IOException {
    ApiClient.Answer answer = api.get(COLLECTIONS).expect(200);
    assertThat(answer.response().body()).hasSizeLessThan(1_000);
    JsonNode stations = answer.json().get("items").get(0);
    assertThat(stations.toString())
        .isEqualTo(
            """
            {"name":"stations","kind":"array","dtype":"float32","shape":[200000,3],\
            "dimensions":[{"name":"station","size":200000},{"name":"lat","size":3}],\
            "primary_attributes":["b","a"],"location":"/api/v1/collections/stations",\
            "zarr":"/zarr/stations"}\
            """);
    JsonNode virtual = answer.json().get("items").get(2);
    assertThat(virtual.get("kind").asString()).isEqualTo("varray");
    assertThat(virtual.get("primary_attributes")).isEmpty();
    assertThat(api.get(virtual.get("location").asString()).expect(200).json().get("name"))
        .isEqualTo(virtual.get("name"));
  }

  @Test
  void expandedItemIsTheCollectionsDocumentAndCreatesAnother() throws IOException {
    for (JsonNode item : api.get(COLLECTIONS + "?expand=schema").expect(200).json().get("items")) {
      ObjectNode shown = (ObjectNode) api.get(item.get("location").asString()).json();
      shown.remove(List.of("limits", "arrays"));
      ObjectNode expanded = ((ObjectNode) item).deepCopy();
      expanded.remove("location");
      assertThat(expanded).isEqualTo(shown);
      ((ObjectNode) item).put("name", item.get("name").asString() + "-copy");
      create(item.toString());
    }
  }

  @Test
  void summaryIsNoDocumentOfANewCollection() throws IOException {
    ObjectNode item = (ObjectNode) api.get(COLLECTIONS).json().get("items").get(0);
    item.put("name", "other");
    api.json("POST", COLLECTIONS, item.toString()).problem(422, "invalid-schema");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "expand=schema&"})
  void cursorOfTheNextPageIsThatOfItsAddress(String expand) throws IOException {
    List<String> names = new ArrayList<>();
    String address = COLLECTIONS + "?" + expand + "limit=1";
    JsonNode page = api.get(address).expect(200).json();
    names.add(page.get("items").get(0).get("name").asString());
    while (!page.get("next").isNull()) {
      String cursor = page.get("next_cursor").asString();
      JsonNode following = api.get(address + "&cursor=" + cursor).expect(200).json();
      assertThat(URI.create(page.get("next").asString()).getRawQuery())
          .isEqualTo(expand + "limit=1&cursor=" + cursor);
      assertThat(api.get(page.get("next").asString()).expect(200).json()).isEqualTo(following);
      page = following;
      names.add(page.get("items").get(0).get("name").asString());
    }
    assertThat(page.get("next_cursor").isNull()).isTrue();
    assertThat(names).containsExactly("stations", "z", "été 1");
  }

  @Test
  void everyListHasTheCursorBesideTheAddress() throws IOException {
    for (int number = 0; number < 3; number++) {
      String key = "{\"primary_attributes\": {\"b\": %d, \"a\": \"q\"}}".formatted(number);
      api.json("POST", COLLECTIONS + "/stations/arrays", key).expect(201);
    }
    for (String query : List.of("?limit=2", "?sort=-b&limit=2", "?filter=b%3E0&limit=1")) {
      String address = COLLECTIONS + "/stations/arrays" + query;
      JsonNode page = api.get(address).expect(200).json();
      JsonNode next = api.get(address + "&cursor=" + page.get("next_cursor").asString()).json();
      assertThat(next.get("items")).hasSize(1);
      assertThat(next.get("next_cursor").isNull()).isTrue();
      assertThat(next).isEqualTo(api.get(page.get("next").asString()).json());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"expand=", "expand=labels", "expand=schema&expand=schema", "expnd=1"})
  void otherExpansionsAreRefused(String query) throws IOException {
    JsonNode problem = api.get(COLLECTIONS + "?" + query).problem(400, "invalid-request");
    assertThat(problem.get("detail").asString()).contains("expand");
  }
}
