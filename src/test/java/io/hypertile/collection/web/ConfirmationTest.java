package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Removals of more than goes without a word, for each kind of collection. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.trash.confirm-above=1")
class ConfirmationTest extends OwnStorage {
  private static final String POND = COLLECTIONS + "/pond%20a";
  private static final String CASTS = COLLECTIONS + "/casts";
  private static final String TRACKS = COLLECTIONS + "/tracks";

  private void makePond(String storage, int arrays) throws IOException {
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "pond a", "kind": "array", "storage": "%s", "dtype": "int16",
             "dimensions": [{"name": "x", "size": 4}]}
            """
                .formatted(storage))
        .expect(201);
    for (int n = 0; n < arrays; n++) {
      api.json("POST", POND + "/arrays", "{}").expect(201);
    }
  }

  private JsonNode refused(String path, long count, String things) throws IOException {
    JsonNode problem = api.delete(path).problem(428, "confirmation-required");
    assertThat(problem.get("count").longValue()).isEqualTo(count);
    assertThat(problem.get("limit").longValue()).isEqualTo(1);
    assertThat(problem.get("detail").stringValue())
        .startsWith("This removes " + count + " " + things + ",")
        .endsWith("To remove it, call " + problem.get("call").stringValue() + ".");
    return problem;
  }

  /** The path of the call that a refusal names. */
  private static String call(JsonNode problem) {
    String call = problem.get("call").stringValue();
    assertThat(call).startsWith("DELETE /");
    return call.substring("DELETE ".length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hdf5", "zarr"})
  void arraysAreRemovedByTheCallThatTheRefusalNames(String storage) throws IOException {
    makePond(storage, 2);
    JsonNode whole = refused(POND, 2, "arrays");
    assertThat(call(whole)).isEqualTo(POND + "?confirm=pond%20a");
    JsonNode cleared = refused(POND + "/arrays", 2, "arrays");
    for (String other : new String[] {"", "pond", "POND%20A", "*"}) {
      api.delete(POND + "?confirm=" + other).expect(400);
    }
    api.delete(POND + "/arrays?confirm=true").problem(400, "invalid-request");
    assertThat(api.get(POND + "/arrays").json().get("items")).hasSize(2);
    api.delete(call(cleared)).expect(204);
    assertThat(api.get(POND + "/arrays").json().get("items")).isEmpty();
    api.json("POST", POND + "/arrays", "{}").expect(201);
    api.delete(POND + "?confirm=other").problem(400, "invalid-request");
    api.delete(POND).expect(204);
    api.delete(POND + "?confirm=pond%20a").problem(404, "collection-not-found");
  }

  @Test
  void confirmationNeedsTheTagAsWell() throws IOException {
    makePond("hdf5", 2);
    var stale = api.request(POND + "?confirm=pond%20a").DELETE().header("If-Match", "\"0\"");
    api.send(stale).problem(412, "version-mismatch");
    api.delete(POND + "?confirm=pond%20a").expect(204);
  }

  @Test
  void whatCannotBeCountedAsksToo() throws IOException {
    makePond("hdf5", 0);
    Path document = root.resolve("collections/pond a/pond a.json");
    Files.writeString(document, "{");
    assertThat(api.delete(POND).problem(428, "confirmation-required").has("count")).isFalse();
    api.delete(POND + "?confirm=pond%20a").expect(204);
    assertThat(document).doesNotExist();
  }

  @Test
  void collectionThatHasLostItsDocumentAsksToo() throws IOException {
    makePond("hdf5", 1);
    Files.delete(root.resolve("collections/pond a/pond a.json"));
    assertThat(api.delete(POND).problem(428, "confirmation-required").has("count")).isFalse();
    api.delete(POND + "?confirm=pond%20a").expect(204);
    assertThat(root.resolve("collections/pond a")).doesNotExist();
    api.delete(POND).problem(404, "collection-not-found");
  }

  @Test
  void datasetsAskToo() throws IOException {
    api.json("POST", COLLECTIONS, "{\"name\": \"casts\", \"kind\": \"dataset\"}").expect(201);
    for (String name : new String[] {"a", "b"}) {
      api.json("POST", CASTS + "/datasets", "{\"name\": \"" + name + "\"}").expect(201);
    }
    refused(CASTS, 2, "datasets");
    refused(CASTS + "/arrays", 2, "datasets");
    JsonNode problem = refused(CASTS + "/datasets", 2, "datasets");
    assertThat(api.get(CASTS + "/datasets").json().get("items")).hasSize(2);
    api.delete(call(problem)).expect(204);
    assertThat(api.get(CASTS + "/datasets").json().get("items")).isEmpty();
    api.delete(CASTS).expect(204);
  }

  @Test
  void partitionsAskWhereAllOfThemGo() throws IOException {
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "tracks", "kind": "partitioned", "axis": "time",
             "partitioning": {"name": "sequence", "variables": ["cycle"], "dimension": "time"},
             "schema": {"dimensions": [{"name": "time", "chunks": 2}],
               "variables": [{"name": "time", "dtype": "<i4", "dimensions": ["time"]},
                             {"name": "cycle", "dtype": "<i4", "dimensions": ["time"]}]}}
            """)
        .expect(201);
    String rows = "{\"time\": [1, 2, 3], \"cycle\": [1, 2, 3]}";
    api.json("POST", TRACKS + "/rows", rows).expect(200);
    refused(TRACKS, 3, "partitions");
    JsonNode problem = refused(TRACKS + "/partitions?all=true", 3, "partitions");
    assertThat(call(problem)).isEqualTo(TRACKS + "/partitions?all=true&confirm=tracks");
    api.delete(TRACKS + "/partitions?filter=cycle==1").expect(200);
    api.delete(call(problem)).expect(200);
    api.delete(TRACKS).expect(204);
  }
}
