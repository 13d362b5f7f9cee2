package io.hypertile.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.OwnStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import tools.jackson.databind.JsonNode;

/** Archives of Zarr as bodies: hierarchies of zarr-python, and what is wrong with others. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ZarrArchiveTest extends OwnStorage {
  private static final String COLLECTION = "/api/v1/collections/argo";
  private static final String SENT = COLLECTION + "/datasets/sent";
  private static final String ZIP = "application/zip";

  private static final String GROUP =
      "{\"zarr_format\": 3, \"node_type\": \"group\", \"attributes\": {\"title\": \"x\"}}";
  private static final String ARRAY =
      """
      {"zarr_format": 3, "node_type": "array", "shape": [%s], "data_type": "%s", "chunk_grid":
       {"name": "regular", "configuration": {"chunk_shape": [%s]}}, "chunk_key_encoding":
       {"name": "default"}, "fill_value": 0, "codecs": [{"name": "bytes", "configuration":
       {"endian": "little"}}], "attributes": {}, "dimension_names": ["x"]}
      """;

  @BeforeEach
  void create() throws IOException {
    api.json("POST", "/api/v1/collections", "{\"name\": \"argo\", \"kind\": \"dataset\"}")
        .expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(COLLECTION).expect(204);
  }

  private ApiClient.Answer put(byte[] body, String more) throws IOException {
    return api.body("PUT", SENT + "?format=zarr" + more, "application/octet-stream", body);
  }

  /** Files of the hierarchies that zarr-python wrote, by their paths below one. */
  private static Map<String, byte[]> tree(String name) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (InputStream in = ZarrArchiveTest.class.getResourceAsStream("/fixtures/zarr-trees.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().startsWith(name + "/") && !entry.isDirectory()) {
          files.put(entry.getName().substring(name.length() + 1), zip.readAllBytes());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> files(String... namesAndTexts) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int n = 0; n < namesAndTexts.length; n += 2) {
      files.put(namesAndTexts[n], namesAndTexts[n + 1].getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putInt);
    return bytes.array();
  }

  /**
   * The same archive in a store of files, served as it is, is what all of this is compared with.
   */
  @ParameterizedTest
  @CsvSource({"v2, c", "v2, a/b", "plain, c", "plain, a/b", "consolidated, c"})
  void groupsOfZarrPythonAreTakenAsTheyAre(String tree, String group) throws IOException {
    Map<String, byte[]> all = tree(tree);
    put(zip(all), "&group=" + group).expect(204);
    JsonNode named = api.get(SENT).expect(200).json();
    Map<String, byte[]> own = new LinkedHashMap<>();
    all.forEach((name, bytes) -> {
      if (name.startsWith(group + "/")) {
        own.put(name.substring(group.length() + 1), bytes);
      }
    });
    api.body("PUT", COLLECTION + "/datasets/alone", ZIP, zip(own)).expect(204);
    JsonNode alone = api.get(COLLECTION + "/datasets/alone").expect(200).json();
    assertThat(alone.get("attributes")).isEqualTo(named.get("attributes"));
    assertThat(alone.get("arrays")).hasSize(6);
    for (JsonNode array : alone.get("arrays")) {
      String address = "/arrays/" + array.get("name").stringValue() + "/subset?layout=values";
      String cells = api.get(SENT + address).expect(200).text();
      assertThat(api.get(COLLECTION + "/datasets/alone" + address).expect(200).text())
          .isEqualTo(cells);
    }
    put(zip(all), "").problem(422, "unsupported-storage");
    JsonNode missing = put(zip(all), "&group=nothing").problem(400, "invalid-request");
    assertThat(missing.get("group").stringValue()).isEqualTo("nothing");
  }

  @Test
  void aFileWrittenTwiceCountsAsWrittenLast() throws IOException {
    Map<String, byte[]> files =
        files("zarr.json", GROUP, "a/zarr.json", ARRAY.formatted(3, "int32", 3));
    files.put("a/c/0", ints(1, 2, 3));
    files.put("b/c/0", ints(7, 8, 9));
    byte[] archive = zip(files);
    // Entries of names of one length: the first of two is renamed to the second.
    String text = new String(archive, StandardCharsets.ISO_8859_1).replace("b/c/0", "a/c/0");
    put(text.getBytes(StandardCharsets.ISO_8859_1), "").expect(204);
    assertThat(api.get(SENT + "/arrays/a/subset?layout=values").expect(200).text())
        .isEqualTo("[7,8,9]");
    assertThat(api.get(SENT).json().get("attributes").get("title").stringValue()).isEqualTo("x");
    byte[] again = api.get(SENT + "?format=zarr").expect(200).response().body();
    put(again, "").expect(204);
    assertThat(api.get(SENT + "/arrays/a/subset?layout=values").expect(200).text())
        .isEqualTo("[7,8,9]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../zarr.json", "/zarr.json", "a/../../b", "a//b", "a\\b", "a/\u0001"})
  void namesThatLeadOutOfTheArchiveAreRefused(String name) throws IOException {
    put(zip(files("zarr.json", GROUP, name, "{}")), "").problem(400, "malformed-body");
    api.get(SENT).problem(404, "dataset-not-found");
  }

  @Test
  void whatIsNoGroupIsRefusedWithItsReason() throws IOException {
    String array = ARRAY.formatted(3, "int32", 3);
    put(new byte[0], "").problem(400, "malformed-body");
    put("no archive".getBytes(StandardCharsets.UTF_8), "").problem(400, "malformed-body");
    put(zip(files("readme.txt", "x")), "").problem(400, "malformed-body");
    put(zip(files("zarr.json", array)), "").problem(400, "malformed-body");
    put(zip(files("zarr.json", GROUP)), "").problem(400, "malformed-body");
    put(zip(files("zarr.json", "{")), "").problem(400, "malformed-body");
    put(zip(files("zarr.json", GROUP, "a/zarr.json", "{\"node_type\": 1}")), "")
        .problem(400, "malformed-body");
    put(zip(files("zarr.json", GROUP, "a/zarr.json", array, "a/c/0", "short")), "")
        .problem(400, "malformed-body");
    put(zip(files("zarr.json", GROUP, "_a/zarr.json", array)), "").problem(400, "invalid-name");
    JsonNode codec =
        put(zip(files("zarr.json", GROUP, "a/zarr.json", array.replace("bytes", "bites"))), "")
            .problem(422, "unsupported-storage");
    assertThat(codec.get("detail").stringValue()).contains("bites");
    put(zip(files("zarr.json", GROUP, "g/zarr.json", GROUP, "g/a/zarr.json", array)), "")
        .problem(422, "unsupported-storage");
    api.get(SENT).problem(404, "dataset-not-found");
  }

  @Test
  void whatIsTooMuchIsRefusedBeforeItIsUnpacked() throws IOException {
    Map<String, byte[]> bomb =
        files("zarr.json", GROUP, "a/zarr.json", ARRAY.formatted(3, "int8", 3));
    bomb.put("a/c/0", new byte[33 << 20]);
    put(zip(bomb), "").problem(400, "malformed-body");
    bomb.put("a/c/0", new byte[65 << 20]);
    put(zip(bomb), "").problem(413, "body-too-large");
    String vast = ARRAY.formatted(1L << 50, "int8", 1L << 29);
    put(zip(files("zarr.json", GROUP, "a/zarr.json", vast)), "").problem(413, "body-too-large");
    String wide = ARRAY.formatted(3, "int8", 1L << 40);
    ApiClient.Answer refused =
        put(zip(files("zarr.json", GROUP, "a/zarr.json", wide, "a/c/0", "x")), "");
    assertThat(refused.status()).isBetween(400, 499);
    api.get(SENT).problem(404, "dataset-not-found");
  }

  @Test
  void aSizeOrChecksumThatLiesIsRefused() throws IOException {
    Map<String, byte[]> files =
        files("zarr.json", GROUP, "a/zarr.json", ARRAY.formatted(3, "int32", 3));
    files.put("a/c/0", ints(1, 2, 3));
    byte[] archive = stored(files);
    put(archive, "").expect(204);
    api.delete(SENT).expect(204);
    String text = new String(archive, StandardCharsets.ISO_8859_1);
    String cells = new String(ints(1, 2, 3), StandardCharsets.ISO_8859_1);
    String other = new String(ints(1, 2, 4), StandardCharsets.ISO_8859_1);
    put(text.replace(cells, other).getBytes(StandardCharsets.ISO_8859_1), "")
        .problem(400, "malformed-body");
    put(Arrays.copyOf(archive, archive.length - 10), "").problem(400, "malformed-body");
    api.get(SENT).problem(404, "dataset-not-found");
  }

  /** An archive without compression, as zarr-python writes it. */
  private static byte[] stored(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        CRC32 checksum = new CRC32();
        checksum.update(file.getValue());
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(file.getValue().length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
