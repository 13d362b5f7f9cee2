package io.hypertile.dataset.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import io.hypertile.encode.NpyFormat;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Batches whose cells lie in the archive as they are, and are encoded from there. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class StoredBatchTest extends OwnStorage {
  private static final String ARGO = COLLECTIONS + "/argo";
  private static final String DATASETS = ARGO + "/datasets";

  /** Arrays of one chunk, of several that the edge cuts, of one cell, and of none. */
  private static final String DEFINITIONS =
      """
      {"datasets": [
        {"name": "p", "arrays": [
          {"name": "one", "dtype": "float64", "dimensions": ["x"], "shape": [3]},
          {"name": "many", "dtype": "int32", "dimensions": ["y", "x"], "shape": [5, 3],
           "chunk_shape": [2, 2]},
          {"name": "cell", "dtype": "int16", "dimensions": [], "shape": []},
          {"name": "none", "dtype": "float32", "dimensions": ["n"], "shape": [0]}]}]}
      """;

  @BeforeEach
  void create() throws IOException {
    api.json("POST", COLLECTIONS, "{\"name\": \"argo\", \"kind\": \"dataset\"}").expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(ARGO).expect(204);
  }

  private static byte[] npy(String descr, Shape shape, ByteBuffer cells) {
    byte[] head = NpyFormat.header(descr, shape);
    return ByteBuffer.allocate(head.length + cells.capacity()).put(head).put(cells.flip()).array();
  }

  private static ByteBuffer cells(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Map<String, byte[]> batch() {
    ByteBuffer many = cells(60);
    for (int cell = 0; cell < 15; cell++) {
      many.putInt(cell - 7);
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("definitions.json", DEFINITIONS.getBytes(UTF_8));
    ByteBuffer one = cells(24).putDouble(0.5).putDouble(-1).putDouble(1e300);
    entries.put("p/one.npy", npy("<f8", Shape.of(3), one));
    entries.put("p/many.npy", npy("<i4", Shape.of(5, 3), many));
    entries.put("p/cell.npy", npy("<i2", Shape.of(), cells(2).putShort((short) -9)));
    entries.put("p/none.npy", npy("<f4", Shape.of(0), cells(0)));
    return entries;
  }

  /** An archive of entries as they are, behind a first one of some length. */
  private static byte[] zip(Map<String, byte[]> entries, int before) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        CRC32 checksum = new CRC32();
        checksum.update(each.getValue());
        entry.setCrc(checksum.getValue());
        entry.setSize(each.getValue().length);
        entry.setExtra(extra(before));
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** A field that nobody knows. */
  private static byte[] extra(int length) {
    return ByteBuffer.allocate(4 + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0x7a7a)
        .putShort((short) length)
        .array();
  }

  private Answer post(byte[] archive) throws IOException {
    return api.body("POST", DATASETS + ":batch", "application/zip", archive);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void cellsAreTakenFromAnyAddress(int before) throws IOException {
    post(zip(batch(), before)).expect(201);

    assertThat(api.get(DATASETS + "/p/cells?layout=values").expect(200).text())
        .isEqualTo(
            "{\"one\":[0.5,-1.0,1.0E300],"
                + "\"many\":[[-7,-6,-5],[-4,-3,-2],[-1,0,1],[2,3,4],[5,6,7]],"
                + "\"cell\":-9,\"none\":[]}");
    assertThat(api.get(ARGO + "/statistics?arrays=one,many,cell").expect(200).text())
        .contains("-1.0", "1.0E300", "-7", "-9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "many", "cell", "none"})
  void cellsThatAreNotAsTheyWereSentAreRefusedByName(String array) throws IOException {
    String entry = "p/" + array + ".npy";
    byte[] archive = zip(batch(), 0);
    byte[] file = batch().get(entry);
    int last = indexOf(archive, entry.getBytes(UTF_8)) + entry.length() + 4 + file.length - 1;
    archive[last] ^= 1;

    assertThat(post(archive).problem(400, "malformed-body").get("entry").asString())
        .isEqualTo(entry);
    assertThat(api.get(DATASETS).expect(200).json().get("items")).isEmpty();
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    int at = 0;
    while (!ByteBuffer.wrap(bytes, at, part.length).equals(ByteBuffer.wrap(part))) {
      at++;
    }
    return at;
  }

  @Test
  void filesWithMoreBytesThanCellsAreRefused() throws IOException {
    Map<String, byte[]> entries = batch();
    byte[] many = entries.get("p/many.npy");
    for (int length : new int[] {many.length - 1, many.length + 1}) {
      entries.put("p/many.npy", java.util.Arrays.copyOf(many, length));
      assertThat(post(zip(entries, 0)).problem(400, "malformed-body").get("entry").asString())
          .isEqualTo("p/many.npy");
    }
    assertThat(api.get(DATASETS).expect(200).json().get("items")).isEmpty();
  }

  @Test
  void definitionsThatAreAlikeKeepTheOrderOfTheirOwnAttributes() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    String array =
        "{\"name\": \"a\", \"dtype\": \"int8\", \"dimensions\": [], \"shape\": [],"
            + " \"attributes\": {%s}}";
    String dataset = "{\"name\": \"%s\", \"arrays\": [" + array + "]}";
    String definitions =
        "{\"datasets\": [%s, %s, %s]}"
            .formatted(
                dataset.formatted("p1", "\"b\": 1, \"c\": 2"),
                dataset.formatted("p2", "\"c\": 2, \"b\": 1"),
                dataset.formatted("p3", "\"c\": 2, \"b\": 1.0"));
    entries.put("definitions.json", definitions.getBytes(UTF_8));
    post(zip(entries, 0)).expect(201);

    assertThat(attributes("p1")).isEqualTo("{\"b\":1,\"c\":2}");
    assertThat(attributes("p2")).isEqualTo("{\"c\":2,\"b\":1}");
    assertThat(attributes("p3")).isEqualTo("{\"c\":2,\"b\":1.0}");
  }

  private String attributes(String dataset) throws IOException {
    return api.get(DATASETS + "/" + dataset)
        .expect(200)
        .json()
        .get("arrays")
        .get(0)
        .get("attributes")
        .toString();
  }
}
