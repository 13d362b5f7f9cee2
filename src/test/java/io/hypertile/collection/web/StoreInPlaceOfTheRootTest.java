package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hypertile.HypertileApplication;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.CollectionStore;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.named.Stores;
import io.hypertile.store.s3.S3Server;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Servers that keep nothing of their own: all collections are in a store of S3. */
class StoreInPlaceOfTheRootTest {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String DOCUMENT =
      """
      {"name": "%s", "kind": "array", "dtype": "int16",
       "dimensions": [{"name": "y", "size": 4}, {"name": "x", "size": 6}],
       "attributes": [{"name": "n", "dtype": "int", "primary": true}]}
      """;

  @TempDir private static Path roots;

  private static S3Server server;
  private static ConfigurableApplicationContext first;
  private static ConfigurableApplicationContext second;
  private static ApiClient one;
  private static ApiClient other;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.usual();
    first = start("first");
    second = start("second");
    one = client(first);
    other = client(second);
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    server.close();
  }

  private static ConfigurableApplicationContext start(String root, String... settings) {
    List<String> all = new ArrayList<>();
    all.add("--server.port=0");
    all.add("--hypertile.storage.root=" + roots.resolve(root));
    all.add("--hypertile.stores.lake.url=s3://" + S3Server.BUCKET + "/all");
    all.add("--hypertile.stores.lake.endpoint=" + server.address());
    all.add("--hypertile.stores.lake.region=us-east-1");
    all.add("--hypertile.root.store=lake");
    all.addAll(List.of(settings));
    return new SpringApplicationBuilder(HypertileApplication.class).run(all.toArray(String[]::new));
  }

  private static ApiClient client(ConfigurableApplicationContext context) {
    return new ApiClient(
        context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
  }

  @Test
  void collectionsOfOneServerAreThoseOfTheOther() throws IOException {
    other.get(COLLECTIONS + "/weather").problem(404, "collection-not-found");
    Answer made = one.json("POST", COLLECTIONS, DOCUMENT.formatted("weather")).expect(201);
    assertThat(made.json().get("store").asString()).isEqualTo("lake");
    other.get(COLLECTIONS + "/weather").expect(200);
    String arrays = COLLECTIONS + "/weather/arrays";
    other.json("POST", arrays, "{\"primary_attributes\": {\"n\": 1}}").expect(201);
    String cells = arrays + "/~1/subset?slice=0,0:2";
    one.json("PUT", cells, "[1,2]").expect(204);
    assertThat(other.get(cells + "&layout=values").expect(200).text()).isEqualTo("[1,2]");
    assertThat(other.get(arrays + "?filter=n%3C5&sort=-n").expect(200).json().get("items"))
        .hasSize(1);
  }

  @Test
  void aServerWithoutFilesOfItsOwnGoesOnWithWhatOthersMade() throws IOException {
    one.json("POST", COLLECTIONS, DOCUMENT.formatted("kept")).expect(201);
    String arrays = COLLECTIONS + "/kept/arrays";
    one.json("POST", arrays, "{\"primary_attributes\": {\"n\": 1}}").expect(201);
    one.json("PUT", arrays + "/~1/subset?slice=0,0:2", "[3,4]").expect(204);
    try (ConfigurableApplicationContext third = start("third")) {
      ApiClient fresh = client(third);
      String seen = fresh.get(arrays + "/~1/subset?slice=0,0:2&layout=values").expect(200).text();
      assertThat(seen).isEqualTo("[3,4]");
      assertThat(fresh.get(arrays + "?sort=-n").expect(200).json().get("items")).hasSize(1);
    }
  }

  @Test
  void ofServersThatMakeOneNameAtOnceOneSucceeds() throws Exception {
    List<ApiClient> clients = List.of(one, other, one, other);
    for (int round = 0; round < 10; round++) {
      String document = DOCUMENT.formatted("raced" + round);
      CyclicBarrier together = new CyclicBarrier(clients.size());
      List<Future<Integer>> statuses = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
        for (ApiClient client : clients) {
          statuses.add(
              threads.submit(() -> {
                together.await();
                return client.json("POST", COLLECTIONS, document).status();
              }));
        }
      }
      List<Integer> sorted = new ArrayList<>();
      for (Future<Integer> status : statuses) {
        sorted.add(status.get());
      }
      assertThat(sorted.stream().sorted()).containsExactly(201, 409, 409, 409);
    }
  }

  @Test
  void aChangeUnderTheVersionOfOneServerHoldsAtTheOther() throws IOException {
    one.json("POST", COLLECTIONS, DOCUMENT.formatted("versions")).expect(201);
    String arrays = COLLECTIONS + "/versions/arrays";
    one.json("POST", arrays, "{\"primary_attributes\": {\"n\": 1}}").expect(201);
    String cells = arrays + "/~1/subset?slice=0,0:2";
    String version = one.json("PUT", cells, "[1,2]").expect(204).header("ETag");
    assertThat(other.get(arrays + "/~1").expect(200).header("ETag")).isEqualTo(version);
    assertThat(put(other, cells, version, "[5,6]").status()).isEqualTo(204);
    put(one, cells, version, "[7,8]").problem(412, "version-mismatch");
    assertThat(one.get(cells + "&layout=values").expect(200).text()).isEqualTo("[5,6]");
  }

  private static Answer put(ApiClient client, String cells, String version, String values)
      throws IOException {
    return client.send(
        client
            .request(cells)
            .header("Content-Type", "application/json")
            .header("If-Match", version)
            .PUT(HttpRequest.BodyPublishers.ofString(values)));
  }

  @Test
  void everyKindIsKeptInTheStoreAndNothingAsFiles() throws IOException {
    String refused =
        """
        {"name": "files", "kind": "array", "dtype": "int8", "storage": "hdf5",
         "dimensions": [{"name": "x", "size": 4}], "attributes": []}
        """;
    one.json("POST", COLLECTIONS, refused).problem(422, "invalid-schema");
    Answer made =
        one.json("POST", COLLECTIONS, "{\"name\": \"floats\", \"kind\": \"dataset\"}").expect(201);
    assertThat(made.json().get("store").asString()).isEqualTo("lake");
    String datasets = COLLECTIONS + "/floats/datasets";
    one.json("POST", datasets, "{\"name\": \"a\", \"attributes\": {\"depth\": 5}}").expect(201);
    other.get(datasets + "/a").expect(200);
    CollectionStore kept = first.getBean(CollectionStore.class);
    assertThat(kept.list())
        .allSatisfy(
            name -> assertThat(kept.find(name).orElseThrow().placement().store()).contains("lake"));
  }

  @Test
  void aCheckFindsWhatIsWrongBesideTheCollections() throws IOException {
    Store store = first.getBean(Stores.class).root().orElseThrow().revisions().plain();
    for (String name : List.of("checked", "lost")) {
      one.json("POST", COLLECTIONS, DOCUMENT.formatted(name)).expect(201);
      String arrays = COLLECTIONS + "/" + name + "/arrays";
      one.json("POST", arrays, "{\"primary_attributes\": {\"n\": 1}}").expect(201);
    }
    Set<StoreKey> before = objects(store);
    String cells = COLLECTIONS + "/checked/arrays/~1/subset?slice=0,0:2";
    one.json("PUT", cells, "[1,2]").expect(204);
    Set<StoreKey> written = objects(store);
    written.removeAll(before);
    assertThat(written).hasSize(1);
    String chunk = written.iterator().next().text();
    assertThat(found(3)).isEmpty();

    put(store, ".hypertile/objects/zz/of nobody");
    put(store, ".collections/.collections/removed/some/arrays/left");
    put(store, ".collections/gone/removal");
    store.delete(List.of(new StoreKey(chunk)));
    String ref = ".hypertile/refs/lost/@ref.json";
    StoreKey damaged = new StoreKey(".hypertile/refs/checked/of/@ref.json");
    put(store, damaged.text());
    store.delete(List.of(new StoreKey(ref)));
    assertThat(found(3))
        .contains(
            "missing-object checked " + chunk,
            "unreadable-state checked .hypertile/refs/checked/of/@ref.json",
            "left-register lost .collections/lost",
            "damaged-removal gone .collections/gone/removal",
            "damaged-removal null .collections/.collections/removed/some/removal.json")
        .noneMatch(finding -> finding.startsWith("unnamed-object"));
    assertThat(found(4)).contains("unnamed-object null .hypertile/objects/zz/of nobody");
    store.put(new StoreKey(chunk), ObjectBody.of(new byte[1]), Condition.ALWAYS);
    List<String> later = found(3);
    store.delete(List.of(damaged));
    assertThat(later).contains("wrong-object-size checked " + chunk);
  }

  private static Set<StoreKey> objects(Store store) {
    return new HashSet<>(store.keysBelow(new StorePrefix(".hypertile/objects")));
  }

  private static void put(Store store, String key) {
    store.put(new StoreKey(key), ObjectBody.of(new byte[] {'x'}), Condition.ALWAYS);
  }

  /** Kind, collection and key of what the other server's check of all finds. */
  private static List<String> found(int level) throws IOException {
    List<String> found = new ArrayList<>();
    other
        .json("POST", "/api/v1/integrity", "{\"level\": %d}".formatted(level))
        .expect(200)
        .json()
        .get("findings")
        .forEach(finding ->
            found.add(
                "%s %s %s"
                    .formatted(
                        finding.get("kind").asString(),
                        finding.get("collection").isNull()
                            ? null
                            : finding.get("collection").asString(),
                        finding.get("file").asString())));
    return found;
  }

  @Test
  void collectionsOfDekersProtocolAreKeptInTheStore() throws IOException {
    String plain =
        """
        {"name": "deker", "type": "varray", "schema": {"dimensions": [
          {"name": "y", "size": 4, "labels": null, "scale": null, "type": "generic"}],
          "dtype": "numpy.float64", "attributes": [], "fill_value": "-1.0", "vgrid": [2]},
         "options": null, "storage_adapter": "HDF5StorageAdapter", "metadata_version": "0.2"}
        """;
    one.json("POST", "/v1/collections", plain).expect(201);
    JsonNode seen = other.get(COLLECTIONS + "/deker").expect(200).json();
    assertThat(seen.get("store").asString()).isEqualTo("lake");
    other.get("/v1/collection/deker").expect(200);
  }

  @Test
  void aRootWithCollectionsOfItsOwnEndsTheStart() throws IOException {
    try (ConfigurableApplicationContext alone =
        new SpringApplicationBuilder(HypertileApplication.class)
            .run("--server.port=0", "--hypertile.storage.root=" + roots.resolve("alone"))) {
      client(alone).json("POST", COLLECTIONS, DOCUMENT.formatted("mine")).expect(201);
    }
    assertThat(catchThrowable(() -> start("alone").close()))
        .rootCause()
        .hasMessageContaining("has collections, such as mine, which would be hidden");
  }
}
