package io.hypertile.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.imports.ReadCells;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stores of four versions of ATLAS against what ATLAS reads from them. */
@ExtendWith(TestSeed.class)
class AtlasStoreTest {
  private static Map<String, byte[]> files;
  private static MemoryStore store;

  /**
   * Arrays that ATLAS reads wrongly, with what the files have. The last cell of {@code p2} is one
   * from before the deletion: ATLAS has stored it again with the chunk that was written after it.
   */
  private static final Map<String, List<Object>> WRITTEN =
      Map.of(
          "chunks/never/s", List.of("gap", "gap", "gap"),
          "chunks/half/s", List.of("gap", "gap", "p", "q", "gap", "gap"),
          "layers/p2/t", List.of(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 99.0, 25.0));

  @BeforeAll
  static void readFiles() {
    files = AtlasStores.files();
    store = AtlasStores.store(files);
  }

  private static AtlasStore open(String path) {
    return AtlasStore.open(store, new StorePrefix(path), AtlasStores.MEMORY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.9.0", "0.10.0", "0.12.0", "0.14.0"})
  void allStoresAreReadAsAtlasReadsThem(String version) throws IOException {
    JsonNode stores = JsonMapper.shared().readTree(files.get(version + ".json"));
    int arrays = 0;
    for (Map.Entry<String, JsonNode> each : stores.properties()) {
      try (AtlasStore opened = open(version + "/" + each.getKey())) {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < opened.count(); n++) {
          NewDataset dataset = opened.dataset(n);
          names.add(dataset.name().text());
          JsonNode expected = each.getValue().path("contents").path(dataset.name().text());
          arrays += compare(each.getKey() + "/" + dataset.name(), dataset, expected);
        }
        assertThat(names)
            .containsExactlyInAnyOrderElementsOf(texts(each.getValue().path("datasets")));
      }
    }
    assertThat(arrays).isEqualTo(143);
  }

  private static int compare(String path, NewDataset dataset, JsonNode expected)
      throws IOException {
    List<String> names = new ArrayList<>();
    for (NewDataset.NewArray array : dataset.arrays()) {
      ArrayDefinition definition = array.definition();
      String name = definition.name().text();
      names.add(name);
      JsonNode known = expected.path("arrays").path(name);
      JsonNode meta = known.path("meta");
      assertThat(typeName(definition.dtype())).isEqualTo(meta.path("dtype").asString());
      assertThat(definition.shape().toList()).isEqualTo(longs(meta.path("shape")));
      assertThat(definition.chunkShape().toList()).isEqualTo(longs(meta.path("chunk_shape")));
      assertThat(definition.dimensions()).isEqualTo(texts(meta.path("dimension_names")));
      assertThat(definition.fill().isPresent()).isEqualTo(!known.path("fill").isNull());
      if (array.cells().isPresent()) {
        byte[] bytes = ReadCells.bytes(array.cells().get(), TestSeed.random(names.size()));
        assertThat(ReadCells.values(definition.dtype(), bytes))
            .as(path + "/" + name)
            .isEqualTo(
                WRITTEN.getOrDefault(
                    path + "/" + name, values(definition.dtype(), known.path("data"))));
      } else {
        assertThat(path).startsWith("chunks/never");
      }
      if (definition.fill().isPresent()) {
        byte[] fill = definition.fill().get().bytes();
        assertThat(fillValue(definition.dtype(), fill))
            .isEqualTo(value(definition.dtype(), known.path("fill")));
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            expected.path("arrays").properties().stream().map(Map.Entry::getKey).toList());
    return names.size();
  }

  private static Object fillValue(CellType type, byte[] fill) {
    return type.isAnyLength()
        ? new String(fill, java.nio.charset.StandardCharsets.UTF_8)
        : ReadCells.values(type, fill).getFirst();
  }

  private static String typeName(CellType type) {
    return type instanceof CellType.TimePoint ? "timestamp_nanoseconds" : type.numpyName();
  }

  private static List<Object> values(CellType type, JsonNode data) {
    List<Object> values = new ArrayList<>();
    data.path("values").forEach(each -> values.add(value(type, each)));
    return values;
  }

  private static Object value(CellType type, JsonNode json) {
    if (type instanceof CellType.Text) {
      return json.stringValue();
    }
    if (type instanceof CellType.TimePoint) {
      return json.longValue();
    }
    DType number = (DType) type;
    if (number.isInteger()) {
      BigInteger whole = json.isIntegralNumber() ? json.bigIntegerValue() : null;
      return number == DType.UINT64 ? whole : (Object) whole.longValueExact();
    }
    return switch (json.asString("")) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> json.doubleValue();
    };
  }

  private static List<Long> longs(JsonNode list) {
    List<Long> longs = new ArrayList<>();
    list.forEach(each -> longs.add(each.longValue()));
    return longs;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.stringValue()));
    return texts;
  }

  private static Map<String, Object> plain(Map<String, TypedValue> attributes) {
    Map<String, Object> plain = new LinkedHashMap<>();
    attributes.forEach((name, value) ->
        plain.put(
            name,
            switch (value) {
              case TypedValue.Truth truth -> truth.value();
              case TypedValue.Whole whole -> whole.type().numpyName() + " " + whole.value();
              case TypedValue.Real real -> real.type().numpyName() + " " + real.value();
              case TypedValue.Text text -> text.value();
              case TypedValue.Bytes bytes -> "base64 " + bytes.base64();
              case TypedValue.Time time -> "time " + time.nanoseconds();
              default -> throw new IllegalArgumentException(value.toString());
            }));
    return plain;
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.9.0", "0.10.0", "0.12.0", "0.14.0"})
  void attributesAreThoseThatWereSet(String version) {
    boolean isTyped = !version.equals("0.9.0") && !version.equals("0.10.0");
    try (AtlasStore opened = open(version + "/attributes")) {
      assertThat(plain(opened.dataset(0).attributes().values()))
          .containsExactlyInAnyOrderEntriesOf(
              Map.ofEntries(
                  Map.entry("b", true),
                  Map.entry("i", "int64 6"),
                  Map.entry("f", "float64 1.5"),
                  Map.entry("s", "text"),
                  Map.entry("u", "日本"),
                  Map.entry("date", "2024-01-01T00:00:00Z"),
                  Map.entry("h_int8", isTyped ? "int8 7" : "int64 7"),
                  Map.entry("h_uint64", isTyped ? "uint64 7" : "int64 7"),
                  Map.entry("h_float32", isTyped ? "float32 7.0" : "float64 7.0"),
                  Map.entry("later", "x")));
    }
    try (AtlasStore opened = open(version + "/layers")) {
      NewDataset zero = named(opened, "p0");
      assertThat(plain(zero.attributes().values()))
          .isEqualTo(Map.of("cycle", "int64 0", "name", "zero"));
      assertThat(plain(zero.arrays().getFirst().definition().attributes().values()))
          .isEqualTo(isTyped ? Map.of("units", "K") : Map.of());
      assertThat(plain(named(opened, "p2").attributes().values())).isEmpty();
      assertThat(String.join(" ", opened.findings()))
          .contains("deleted and made again")
          .contains(isTyped ? "cycle" : "");
    }
  }

  private static NewDataset named(AtlasStore opened, String name) {
    for (int n = 0; n < opened.count(); n++) {
      if (opened.name(n).text().equals(name)) {
        return opened.dataset(n);
      }
    }
    throw new IllegalArgumentException(name);
  }

  @Test
  void attributesKeepTheirTypes() {
    try (AtlasStore opened = open("0.12.0/typed")) {
      NewDataset dataset = opened.dataset(0);
      Map<String, Object> expected = new LinkedHashMap<>();
      expected.put("tn", "time 1704067200000000000");
      expected.put("bin", "base64 AAE=");
      expected.put("bin2", "base64 YWI=");
      expected.put("nan", "float64 NaN");
      expected.put("big", "uint64 9223372036854775808");
      expected.put("u8", "uint8 200");
      expected.put("f32", "float32 1.5");
      expected.put("empty", "");
      expected.put("inf", "float64 Infinity");
      assertThat(plain(dataset.attributes().values()).entrySet())
          .containsExactlyElementsOf(expected.entrySet());
      assertThat(plain(dataset.arrays().getFirst().definition().attributes().values()).entrySet())
          .containsExactlyElementsOf(expected.entrySet());
    }
  }

  @Test
  void aPlaceWithoutAStoreIsNotFound() {
    assertThatThrownBy(() -> open("0.14.0"))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("atlas.json");
  }

  /** Whatever is wrong with a file is refused, and neither hangs nor takes memory without end. */
  @Test
  void damagedFilesAreReadOrRefused() {
    Random random = TestSeed.random();
    List<String> roots =
        List.of(
            "0.14.0/layers/",
            "0.10.0/chunks/",
            "0.14.0/dtypes_lz4/",
            "0.12.0/typed/",
            "0.14.0/meta_msgpack_zstd/");
    int refused = 0;
    for (int round = 0; round < 1500; round++) {
      String root = roots.get(round % roots.size());
      Map<String, byte[]> changed = new LinkedHashMap<>();
      files.forEach((path, bytes) -> {
        if (path.startsWith(root)) {
          changed.put(path, bytes);
        }
      });
      List<String> paths = new ArrayList<>(changed.keySet());
      String path = paths.get(random.nextInt(paths.size()));
      changed.put(path, damaged(changed.get(path).clone(), random));
      refused += read(AtlasStores.store(changed), root) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(200);
    assertThat(AtlasStores.MEMORY.usedBytes()).isZero();
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    for (int n = random.nextInt(3); n >= 0 && bytes.length > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          long value = List.of(0L, -1L, 1L << 31, Long.MAX_VALUE, 1L << 62).get(random.nextInt(5));
          for (int i = 0; i < 8 && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
          }
        }
        default -> bytes = java.util.Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }

  private static boolean read(MemoryStore damaged, String root) {
    StorePrefix place = new StorePrefix(root.substring(0, root.length() - 1));
    try (AtlasStore opened = AtlasStore.open(damaged, place, AtlasStores.MEMORY)) {
      for (int n = 0; n < opened.count(); n++) {
        for (NewDataset.NewArray array : opened.dataset(n).arrays()) {
          if (array.cells().isPresent() && array.definition().shape().cells() < 1 << 20) {
            ReadCells.bytes(array.cells().get(), TestSeed.random(n));
          }
        }
      }
      return true;
    } catch (ServiceException refused) {
      assertThat(refused.detail()).isNotBlank();
      return false;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
