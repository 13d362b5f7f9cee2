package io.hypertile.s3.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Directories of zcollection, put and changed object by object. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"hypertile.s3.enabled=true", "hypertile.stores.mem.url=memory:"})
class S3PartitionsTest extends OwnStorage {
  private static final Path ARCHIVE =
      Path.of(
          System.getProperty("hypertile.basedir", "."),
          "src/test/resources/fixtures/zarr-stores.zip");
  private static final String FORM = "_zcollection.json";

  /** Objects of a store that zcollection wrote, in the order in which it puts them. */
  private static Map<String, byte[]> objects(String name) throws IOException {
    String prefix = "zcollection/" + name + "/";
    Map<String, byte[]> objects = new LinkedHashMap<>();
    try (ZipFile archive = new ZipFile(ARCHIVE.toFile())) {
      List<? extends ZipEntry> entries =
          archive.stream()
              .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
              .sorted(
                  Comparator.comparing((ZipEntry entry) -> !entry.getName().equals(prefix + FORM))
                      .thenComparing(entry -> entry.getName().contains("_catalog"))
                      .thenComparing(ZipEntry::getName))
              .toList();
      for (ZipEntry entry : entries) {
        objects.put(
            entry.getName().substring(prefix.length()),
            archive.getInputStream(entry).readAllBytes());
      }
    }
    return objects;
  }

  private Answer put(String path, byte[] body) throws IOException {
    return api.send(api.request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private void putAll(String bucket, String name, Map<String, byte[]> objects) throws IOException {
    for (Map.Entry<String, byte[]> object : objects.entrySet()) {
      put("/s3/" + bucket + "/" + name + "/" + object.getKey(), object.getValue()).expect(200);
    }
  }

  private List<String> partitions(String name) throws IOException {
    List<String> paths = new ArrayList<>();
    JsonNode page = api.get(COLLECTIONS + "/" + name + "/partitions").expect(200).json();
    page.get("items").values().forEach(item -> paths.add(item.get("path").asString()));
    return paths;
  }

  private String values(String name, String variable) throws IOException {
    return api.get(
            COLLECTIONS + "/" + name + "/variables/" + variable + "/subset?format=json&slice=0:3")
        .expect(200)
        .json()
        .get("data")
        .toString();
  }

  @Test
  void partitionsThatArePutAreSeenAtOnceAndGoWithTheirObjects() throws IOException {
    Map<String, byte[]> objects = objects("orbits");
    putAll("zcollections", "orbits", objects);
    assertThat(partitions("orbits")).containsExactly("orbit=100", "orbit=20", "orbit=3");
    assertThat(values("orbits", "row")).isEqualTo("[16,17,18]");
    for (Map.Entry<String, byte[]> object : objects.entrySet()) {
      assertThat(api.get("/s3/orbits/" + object.getKey()).expect(200).response().body())
          .as(object.getKey())
          .isEqualTo(object.getValue());
    }
    String before = api.get(COLLECTIONS + "/orbits/variables/row/subset").header("ETag");
    put("/s3/orbits/orbit=100/row/c/0", objects.get("orbit=20/row/c/0")).expect(200);
    assertThat(values("orbits", "row")).isEqualTo("[8,9,10]");
    assertThat(api.get(COLLECTIONS + "/orbits/variables/row/subset").header("ETag"))
        .isNotEqualTo(before);
    StringBuilder document = new StringBuilder("<Delete>");
    objects.keySet().stream()
        .filter(key -> key.startsWith("orbit=100/"))
        .forEach(key -> document.append("<Object><Key>").append(key).append("</Key></Object>"));
    document.append("</Delete>");
    byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(api.body("POST", "/s3/orbits?delete", "application/xml", body).expect(200).text())
        .doesNotContain("Error");
    assertThat(partitions("orbits")).containsExactly("orbit=20", "orbit=3");
    assertThat(values("orbits", "row")).isEqualTo("[8,9,10]");
  }

  @Test
  void documentThatSaysWhatACollectionIsStaysAsItIs() throws IOException {
    byte[] form = objects("orbits").get(FORM);
    putAll("mem", "far", objects("orbits"));
    assertThat(partitions("far")).hasSize(3);
    String other =
        new String(form, StandardCharsets.UTF_8).replace("\"name\": \"x\"", "\"name\": \"y\"");
    for (String refused : List.of(other, "{}", "[]", "no json")) {
      assertThat(put("/s3/far/" + FORM, refused.getBytes(StandardCharsets.UTF_8)).status())
          .as(refused)
          .isBetween(400, 403);
    }
    api.delete("/s3/far/" + FORM).expect(403);
    assertThat(api.get("/s3/far/" + FORM).expect(200).response().body()).isEqualTo(form);
    assertThat(put("/s3/zcollections/none/" + FORM, "{}".getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(400);
    api.get(COLLECTIONS + "/none").expect(404);
    put("/s3/none/" + FORM, form).expect(404);
    String whole = "/s3/mem/far/";
    for (String key : List.of(FORM, "orbit=3/zarr.json")) {
      byte[] body =
          "<Delete><Object><Key>far/%s</Key></Object></Delete>"
              .formatted(key)
              .getBytes(StandardCharsets.UTF_8);
      String answer =
          api.body("POST", "/s3/mem?delete", "application/xml", body).expect(200).text();
      assertThat(answer.contains("AccessDenied")).as(key).isEqualTo(key.equals(FORM));
    }
    api.get(whole + FORM).expect(200);
    api.get(whole + "orbit=3/zarr.json").expect(404);
  }

  @Test
  void collectionAtAPathThatIsOnlyReadIsNotChanged() throws IOException {
    putAll("mem", "base", objects("daily"));
    api.json(
            "POST",
            COLLECTIONS,
            """
            {"name": "shown", "kind": "partitioned", "store": "mem", "path": "base", "read_only": true}
            """)
        .expect(201);
    assertThat(partitions("shown")).isEqualTo(partitions("base")).isNotEmpty();
    api.get("/s3/shown/" + FORM).expect(200);
    put("/s3/shown/_catalog/state.json", new byte[0]).expect(403);
    api.delete("/s3/shown/_catalog/state.json").expect(403);
    assertThat(api.get("/s3/shown/_catalog/state.json").expect(200).response().body())
        .isEqualTo(objects("daily").get("_catalog/state.json"));
  }
}
