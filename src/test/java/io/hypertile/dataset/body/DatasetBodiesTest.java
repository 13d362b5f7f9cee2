package io.hypertile.dataset.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.NewDataset.NewArray;
import io.hypertile.dataset.TypedValue;
import io.hypertile.encode.JsonFormat;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetBodiesTest {
  private static final String DEFINITIONS =
      """
      {"datasets": [
        {"name": "p1", "attributes": {"platform": "ship"}, "arrays": [
          {"name": "depth", "dtype": "int16", "dimensions": ["z"], "shape": [3]},
          {"name": "station", "dtype": "string", "dimensions": [], "shape": []},
          {"name": "later", "dtype": "float32", "dimensions": ["z"], "shape": [3]}]},
        {"name": "p2", "arrays": [
          {"name": "depth", "dtype": "int16", "dimensions": ["z"], "shape": [2]}]}]}
      """;

  @TempDir private Path directory;
  private DatasetBodies bodies;

  @BeforeEach
  void makeBodies() {
    Spool spool = new Spool(directory);
    bodies =
        new DatasetBodies(
            new DatasetBodies.Formats(new NpyFormat(spool), new JsonFormat()),
            spool,
            new DatasetBodies.Limits(1 << 20, 1 << 16));
  }

  private static byte[] npy(String descr, Shape shape, byte[] cells) {
    byte[] head = NpyFormat.header(descr, shape);
    return ByteBuffer.allocate(head.length + cells.length).put(head).put(cells).array();
  }

  private static byte[] shorts(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }

  private static byte[] depth(int... values) {
    return npy("<i2", Shape.of(values.length), shorts(values));
  }

  private static Map<String, byte[]> batch() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("p1/depth.npy", depth(10, 20, -30));
    entries.put("definitions.json", DEFINITIONS.getBytes(StandardCharsets.UTF_8));
    byte[] station = "ab\u00e9".getBytes(StandardCharsets.UTF_32LE);
    entries.put("p1/station.npy", npy("<U3", Shape.of(), station));
    entries.put("p2/depth.npy", depth(5, 6));
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries, boolean isStored) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        if (isStored) {
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(each.getValue().length);
          CRC32 checksum = new CRC32();
          checksum.update(each.getValue());
          entry.setCrc(checksum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private DatasetBodies.Received received(byte[] archive) throws IOException {
    return bodies.batch(new ByteArrayInputStream(archive));
  }

  /** All cells of an array, a few bytes at a time. */
  private static byte[] cells(NewArray array) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(7);
    try (CellSource source = array.cells().orElseThrow()) {
      while (source.read(buffer.clear()) >= 0) {
        bytes.write(buffer.array(), 0, buffer.position());
      }
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void batchHasCellsOfEveryArrayThatHasAFile(boolean isStored) throws IOException {
    try (DatasetBodies.Received received = received(zip(batch(), isStored))) {
      assertThat(received.datasets())
          .extracting(NewDataset::name)
          .containsExactly(new DatasetName("p1"), new DatasetName("p2"));
      NewDataset first = received.datasets().getFirst();
      assertThat(first.attributes().find("platform")).contains(new TypedValue.Text("ship"));
      assertThat(cells(first.arrays().get(0))).isEqualTo(shorts(10, 20, -30));
      assertThat(cells(first.arrays().get(1)))
          .isEqualTo(new byte[] {4, 0, 0, 0, 'a', 'b', (byte) 0xc3, (byte) 0xa9});
      assertThat(first.arrays().get(2).cells()).isEmpty();
      assertThat(cells(received.datasets().get(1).arrays().getFirst())).isEqualTo(shorts(5, 6));
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void npzIsADatasetOfItsFiles() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("t.npy", npy("<f4", Shape.of(2, 2), new byte[16]));
    files.put("n.npy", npy(">i4", Shape.of(2), new byte[] {0, 0, 0, 1, 0, 0, 1, 0}));
    ByteBuffer day = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1);
    files.put("when.npy", npy("<M8[D]", Shape.of(1), day.array()));

    try (DatasetBodies.Received received =
        bodies.npz(new DatasetName("x"), new ByteArrayInputStream(zip(files, false)))) {
      List<NewArray> arrays = received.datasets().getFirst().arrays();
      ArrayDefinition first = arrays.getFirst().definition();
      assertThat(first.dtype()).isEqualTo(DType.FLOAT32);
      assertThat(first.dimensions()).containsExactly("dim_2", "dim_2_1");
      assertThat(first.fill()).contains(FillValue.defaultOf(DType.FLOAT32));
      assertThat(arrays.get(1).definition().dimensions()).containsExactly("dim_2");
      assertThat(arrays.get(1).definition().fill()).isEmpty();
      assertThat(cells(arrays.get(1))).isEqualTo(new byte[] {1, 0, 0, 0, 0, 1, 0, 0});
      assertThat(arrays.get(2).definition().dtype())
          .isEqualTo(new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1));
      assertThat(ByteBuffer.wrap(cells(arrays.get(2))).order(ByteOrder.LITTLE_ENDIAN).getLong())
          .isEqualTo(86_400_000_000_000L);
    }
  }

  @Test
  void documentHasCellsAsNestedLists() throws IOException {
    String document =
        """
        {"datasets": [{"name": "p", "arrays": [
          {"name": "a", "dtype": "int16", "dimensions": ["y", "x"], "shape": [2, 1],
           "data": [[1], [-2]]},
          {"name": "s", "dtype": "string", "dimensions": ["x"], "shape": [2], "data": ["", "z"]},
          {"name": "b", "dtype": "bool", "dimensions": [], "shape": [], "data": true}]}]}
        """;

    try (DatasetBodies.Received received =
        bodies.batch(JsonReading.parse(document.getBytes(StandardCharsets.UTF_8)))) {
      List<NewArray> arrays = received.datasets().getFirst().arrays();
      assertThat(cells(arrays.get(0))).isEqualTo(shorts(1, -2));
      assertThat(cells(arrays.get(1))).isEqualTo(new byte[] {0, 0, 0, 0, 1, 0, 0, 0, 'z'});
      assertThat(cells(arrays.get(2))).isEqualTo(new byte[] {1});
    }
  }

  @Test
  void cellsOfADocumentThatDoNotFitAreToldByTheirPlace() throws IOException {
    String document =
        """
        {"datasets": [{"name": "p", "arrays": [
          {"name": "a", "dtype": "int8", "dimensions": ["x"], "shape": [2], "data": [1, 300]}]}]}
        """;

    try (DatasetBodies.Received received =
        bodies.batch(JsonReading.parse(document.getBytes(StandardCharsets.UTF_8)))) {
      assertThatThrownBy(() -> cells(received.datasets().getFirst().arrays().getFirst()))
          .isInstanceOfSatisfying(
              ServiceException.class,
              refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
                assertThat(refusal.members()).containsEntry("pointer", "/datasets/0/arrays/0/data");
              });
    }
  }

  private void requireRefused(byte[] archive, ErrorCode code, String entry) {
    assertThatThrownBy(
            () -> {
              try (DatasetBodies.Received received = received(archive)) {
                for (NewDataset dataset : received.datasets()) {
                  for (NewArray array : dataset.arrays()) {
                    if (array.cells().isPresent()) {
                      cells(array);
                    }
                  }
                }
              }
            })
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(code);
              if (!entry.isEmpty()) {
                assertThat(refusal.members()).containsEntry("entry", entry);
              }
            });
    assertThat(directory).isEmptyDirectory();
  }

  private static Map<String, byte[]> with(String name, byte[] content) {
    Map<String, byte[]> entries = batch();
    entries.put(name, content);
    return entries;
  }

  @Test
  void refusesWhatNoDefinitionNames() throws IOException {
    requireRefused(
        zip(with("p2/other.npy", depth(1)), true), ErrorCode.MALFORMED_BODY, "p2/other.npy");
    requireRefused(zip(with("readme", depth(1)), true), ErrorCode.MALFORMED_BODY, "readme");
    Map<String, byte[]> without = batch();
    without.remove("definitions.json");
    requireRefused(zip(without, true), ErrorCode.MALFORMED_BODY, "definitions.json");
  }

  @Test
  void refusesCellsOfAnotherShapeOrType() throws IOException {
    requireRefused(
        zip(with("p2/depth.npy", depth(1, 2, 3)), true), ErrorCode.SHAPE_MISMATCH, "p2/depth.npy");
    requireRefused(
        zip(with("p2/depth.npy", npy("<i4", Shape.of(2), new byte[8])), true),
        ErrorCode.VALUE_OUT_OF_RANGE,
        "p2/depth.npy");
    requireRefused(
        zip(with("p2/depth.npy", npy("|O", Shape.of(2), new byte[16])), true),
        ErrorCode.UNSUPPORTED_FORMAT,
        "p2/depth.npy");
    requireRefused(
        zip(with("p2/depth.npy", npy("<i2", Shape.of(2), new byte[2])), true),
        ErrorCode.MALFORMED_BODY,
        "p2/depth.npy");
    requireRefused(
        zip(with("p2/depth.npy", "no npy file".getBytes(StandardCharsets.UTF_8)), false),
        ErrorCode.MALFORMED_BODY,
        "p2/depth.npy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.npy", "/x.npy", "a//b.npy", "a/./b.npy", "a\\..\\b.npy", "a\u0001"})
  void refusesNamesThatLeadOutOfTheArchive(String name) throws IOException {
    requireRefused(zip(with(name, depth(1)), true), ErrorCode.MALFORMED_BODY, "");
  }

  @Test
  void refusesBombs() throws IOException {
    byte[] bomb = zip(with("p2/depth.npy", new byte[2 << 20]), false);

    assertThat(bomb.length).isLessThan(1 << 16);
    requireRefused(bomb, ErrorCode.BODY_TOO_LARGE, "");
  }

  @Test
  void refusesTwoDatasetsOfOneName() throws IOException {
    byte[] twice = DEFINITIONS.replace("\"p2\"", "\"p1\"").getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("definitions.json", twice);

    requireRefused(zip(entries, true), ErrorCode.INVALID_SCHEMA, "");
  }

  /** Place of the record of an entry in the directory. */
  private static int central(byte[] archive, String name) {
    String text = new String(archive, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("PK\u0001\u0002");
    while (!text.startsWith(name, at + 46)) {
      at = text.indexOf("PK\u0001\u0002", at + 1);
    }
    return at;
  }

  private static byte[] changed(byte[] archive, int at, int value) {
    byte[] copy = archive.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return copy;
  }

  @Test
  void refusesDirectoriesThatLie() throws IOException {
    byte[] archive = zip(batch(), true);
    byte[] deflated = zip(batch(), false);
    int depth = central(archive, "p2/depth.npy");
    int other = central(deflated, "p2/depth.npy");
    int size = ByteBuffer.wrap(deflated).order(ByteOrder.LITTLE_ENDIAN).getInt(other + 24);

    requireRefused(changed(archive, depth + 16, 1), ErrorCode.MALFORMED_BODY, "p2/depth.npy");
    requireRefused(changed(archive, depth + 42, 0), ErrorCode.MALFORMED_BODY, "");
    requireRefused(
        changed(archive, depth + 42, archive.length), ErrorCode.MALFORMED_BODY, "p2/depth.npy");
    requireRefused(changed(archive, depth + 20, 4), ErrorCode.MALFORMED_BODY, "p2/depth.npy");
    requireRefused(
        changed(deflated, other + 24, size - 2), ErrorCode.MALFORMED_BODY, "p2/depth.npy");
    requireRefused(
        changed(deflated, other + 24, size + 2), ErrorCode.MALFORMED_BODY, "p2/depth.npy");
    requireRefused(changed(archive, archive.length - 6, 7), ErrorCode.MALFORMED_BODY, "");
    requireRefused(changed(archive, archive.length - 10, 1), ErrorCode.MALFORMED_BODY, "");
  }

  @Test
  void refusesTwoEntriesOfOneName() throws IOException {
    Map<String, byte[]> entries = batch();
    entries.put("p3/depth.npy", depth(5, 6));
    String archive = new String(zip(entries, true), StandardCharsets.ISO_8859_1);
    byte[] twice =
        archive.replace("p3/depth.npy", "p2/depth.npy").getBytes(StandardCharsets.ISO_8859_1);

    requireRefused(twice, ErrorCode.MALFORMED_BODY, "p2/depth.npy");
  }

  @Test
  void refusesEveryArchiveThatIsCutOff() throws IOException {
    byte[] archive = zip(batch(), false);
    for (int length = 0; length < archive.length; length++) {
      requireRefused(java.util.Arrays.copyOf(archive, length), ErrorCode.MALFORMED_BODY, "");
    }
  }
}
