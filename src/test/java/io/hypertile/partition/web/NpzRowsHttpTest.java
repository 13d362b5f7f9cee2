package io.hypertile.partition.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.OwnStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

/** Archives of NPY files with rows, whose cells are deflated or lie in them as they are. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class NpzRowsHttpTest extends OwnStorage {
  private static final String TRACKS = COLLECTIONS + "/npz";
  private static final String ROWS = TRACKS + "/rows";
  private static final String HEIGHT = "'fortran_order': False, 'shape': (2, 3)";
  private static final String SAME = "{\"height\":[[1.0,2.0,3.0],[4.0,5.0,6.0]]}";

  @BeforeEach
  void create() throws IOException {
    String document =
        """
        {'name': 'npz', 'kind': 'partitioned', 'axis': 'time',
         'partitioning': {'name': 'sequence', 'variables': ['cycle'], 'dimension': 'time'},
         'schema': {
           'dimensions': [{'name': 'time', 'chunks': 2}, {'name': 'x', 'size': 3}],
           'variables': [
             {'name': 'time', 'dtype': '<i8', 'dimensions': ['time']},
             {'name': 'cycle', 'dtype': '<i4', 'dimensions': ['time']},
             {'name': 'height', 'dtype': '<f8', 'dimensions': ['time', 'x']}]}}
        """;
    api.json("POST", COLLECTIONS, document.replace('\'', '"')).expect(201);
  }

  @AfterEach
  void delete() throws IOException {
    api.delete(TRACKS).expect(204);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cellsOfEveryOrderAreTheSameRows(boolean isStored) throws IOException {
    ByteOrder little = ByteOrder.LITTLE_ENDIAN;
    ByteOrder big = ByteOrder.BIG_ENDIAN;
    requireSame(zip(npy("'<f8', " + HEIGHT, cells(little, 1, 2, 3, 4, 5, 6)), isStored));
    requireSame(zip(npy("'>f8', " + HEIGHT, cells(big, 1, 2, 3, 4, 5, 6)), isStored));
    String turned = HEIGHT.replace("False", "True");
    requireSame(zip(npy("'<f8', " + turned, cells(little, 1, 4, 2, 5, 3, 6)), isStored));
  }

  private void requireSame(byte[] body) throws IOException {
    api.body("POST", ROWS, "application/x-npz", body).expect(200);
    assertThat(values()).isEqualTo(SAME);
    api.delete(TRACKS + "/partitions?all=true").expect(200);
  }

  private String values() throws IOException {
    return api.get(ROWS + "?variables=height&layout=values").expect(200).text().strip();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesThatAreShorterOrLongerThanTheyShouldBeAreRefused(boolean isStored) throws IOException {
    byte[] right = npy("'<f8', " + HEIGHT, cells(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6));
    api.body("POST", ROWS, "application/x-npz", zip(right, isStored)).expect(200);
    for (int length : new int[] {9, 12, right.length - 1, right.length + 1}) {
      byte[] wrong = Arrays.copyOf(right, length);
      api.body("POST", ROWS, "application/x-npz", zip(wrong, isStored))
          .problem(400, "malformed-body");
    }
    byte[] huge =
        npy(
            "'<f8', 'fortran_order': False, 'shape': (4611686018427387904, 3)",
            cells(ByteOrder.LITTLE_ENDIAN, 1));
    assertThat(
            api.body("POST", ROWS, "application/x-npz", zip(huge, isStored))
                .response()
                .statusCode())
        .isBetween(400, 422);
    assertThat(values()).isEqualTo(SAME);
  }

  @Test
  void cellsThatDoNotHaveTheirChecksumAreRefused() throws IOException {
    byte[] cells = cells(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4, 5, 6);
    byte[] body = zip(npy("'<f8', " + HEIGHT, cells), true);
    api.body("POST", ROWS, "application/x-npz", body).expect(200);
    String text = new String(body, StandardCharsets.ISO_8859_1);
    body[text.indexOf(new String(cells, StandardCharsets.ISO_8859_1)) + 14]++;
    api.body("POST", ROWS, "application/x-npz", body).problem(400, "malformed-body");
    assertThat(values()).isEqualTo(SAME);
  }

  private static byte[] cells(ByteOrder order, double... values) {
    ByteBuffer cells = ByteBuffer.allocate(Double.BYTES * values.length).order(order);
    Arrays.stream(values).forEach(cells::putDouble);
    return cells.array();
  }

  private static byte[] npy(String description, byte[] cells) {
    byte[] text = ("{'descr': " + description + "}\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + text.length + cells.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .put(cells)
        .array();
  }

  /** An archive with two rows of one cycle. */
  private static byte[] zip(byte[] height, boolean isStored) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    String keys = "'<i4', 'fortran_order': False, 'shape': (2,)";
    files.put("cycle.npy", npy(keys, new byte[] {3, 0, 0, 0, 3, 0, 0, 0}));
    files.put("height.npy", height);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        ZipEntry entry = new ZipEntry(file.getKey());
        if (isStored) {
          CRC32 checksum = new CRC32();
          checksum.update(file.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(file.getValue().length);
          entry.setCrc(checksum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(file.getValue());
      }
    }
    return out.toByteArray();
  }
}
