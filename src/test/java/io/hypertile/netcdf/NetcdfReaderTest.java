package io.hypertile.netcdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.imports.ForeignArray;
import io.hypertile.dataset.imports.ImportedDataset;
import io.hypertile.dataset.imports.ReadCells;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Files that other programs wrote, against what xarray reads from them; and damaged ones. */
@ExtendWith(TestSeed.class)
class NetcdfReaderTest {
  private static final MemoryShare MEMORY = MemoryBudget.only(MemoryUse.CHUNKS, 512L << 20);
  private static final NetcdfReader READER = new NetcdfReader(MEMORY);
  private static Map<String, byte[]> files;
  private static JsonNode expected;

  @TempDir static Path directory;

  @BeforeAll
  static void readFiles() {
    files = NetcdfFiles.all();
    expected = JsonMapper.shared().readTree(files.get("expected.json"));
  }

  static List<String> names() {
    return NetcdfFiles.all().entrySet().stream()
        .filter(file -> file.getKey().endsWith(".nc"))
        .map(Map.Entry::getKey)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void filesAreReadAsXarrayReadsThem(String name) throws IOException {
    Path path = Files.write(directory.resolve(name), files.get(name));
    JsonNode known = expected.path(name);
    try (FileChannel channel = FileChannel.open(path);
        ImportedDataset opened = READER.open(channel, name)) {
      NewDataset dataset = opened.named(new DatasetName("d"));
      compareAttributes(name, dataset.attributes().values(), known.path("attributes"));
      List<String> variables = new ArrayList<>();
      for (NewDataset.NewArray array : dataset.arrays()) {
        variables.add(array.definition().name().text());
        compare(name, array, known.path("variables").path(variables.getLast()));
      }
      assertThat(variables)
          .containsExactlyInAnyOrderElementsOf(
              known.path("variables").properties().stream().map(Map.Entry::getKey).toList());
    }
  }

  private static void compare(String file, NewDataset.NewArray array, JsonNode variable)
      throws IOException {
    ArrayDefinition definition = array.definition();
    String what = file + "/" + definition.name();
    CellType type = definition.dtype();
    // Programs count dimensions without a name in orders of their own.
    assertThat(
            definition.dimensions().stream().map(name -> name.replaceFirst("^phony_dim_.*", "-")))
        .as(what)
        .containsExactlyElementsOf(
            texts(variable.path("dims")).stream()
                .map(name -> name.replaceFirst("^phony_dim_.*", "-"))
                .toList());
    assertThat(definition.shape().toList()).as(what).isEqualTo(longs(variable.path("shape")));
    assertThat(type.numpyName()).as(what).isEqualTo(variable.path("dtype").stringValue());
    Map<String, TypedValue> attributes = new LinkedHashMap<>(definition.attributes().values());
    attributes.remove("axis_of");
    ObjectNode known = (ObjectNode) variable.path("attributes");
    JsonNode declared = known.remove("_FillValue");
    compareAttributes(what, attributes, known);
    Object fill = definition.fill().map(value -> fill(type, value.bytes())).orElse(null);
    if (declared != null) {
      assertThat(fill).as(what).isEqualTo(value(type, declared));
    } else if (definition.fill().isPresent() && array.cells().isPresent()) {
      assertThat(fill).as(what).isIn(Double.NaN, "");
    }
    if (array.cells().isPresent()) {
      byte[] bytes = ReadCells.bytes(array.cells().get(), TestSeed.random(what.hashCode()));
      assertThat(ReadCells.values(type, bytes))
          .as(what)
          .isEqualTo(values(type, variable.path("values")));
    } else {
      assertThat(values(type, variable.path("values"))).as(what).containsOnly(fill);
    }
  }

  private static Object fill(CellType type, byte[] bytes) {
    return type.isAnyLength()
        ? new String(bytes, StandardCharsets.UTF_8)
        : ReadCells.values(type, bytes).getFirst();
  }

  private static void compareAttributes(
      String what, Map<String, TypedValue> found, JsonNode known) {
    assertThat(found.keySet())
        .as(what)
        .containsExactlyInAnyOrderElementsOf(
            known.properties().stream().map(Map.Entry::getKey).toList());
    found.forEach((key, value) ->
        assertThat(plain(value)).as(what + "@" + key).isEqualTo(plain(known.path(key))));
  }

  private static Object plain(TypedValue value) {
    return switch (value) {
      case TypedValue.Truth truth -> truth.value();
      case TypedValue.Whole whole -> whole.value();
      case TypedValue.Real real -> real.value();
      case TypedValue.Text text -> text.value();
      case TypedValue.Items items -> items.values().stream().map(each -> plain(each)).toList();
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  private static Object plain(JsonNode json) {
    if (json.isArray()) {
      List<Object> list = new ArrayList<>();
      json.forEach(each -> list.add(plain(each)));
      return list.size() == 1 ? list.getFirst() : list;
    }
    if (json.isIntegralNumber()) {
      return json.bigIntegerValue();
    }
    if (json.isString()) {
      return switch (json.stringValue()) {
        case "nan" -> Double.NaN;
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> json.stringValue();
      };
    }
    return json.isBoolean() ? json.booleanValue() : (Object) json.doubleValue();
  }

  private static List<Object> values(CellType type, JsonNode json) {
    List<Object> values = new ArrayList<>();
    if (json.isArray()) {
      json.forEach(each -> values.add(value(type, each)));
    } else {
      values.add(value(type, json));
    }
    return values;
  }

  private static Object value(CellType type, JsonNode json) {
    Object value = plain(json);
    if (value instanceof BigInteger whole && type != DType.UINT64) {
      return whole.longValueExact();
    }
    return value;
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

  private static ImportedDataset group(FileChannel channel, String group) {
    return READER.open(channel, "groups.nc4", Optional.of(group));
  }

  @Test
  void variablesOfGroupsAreReadWhereTheirGroupIsNamed() throws IOException {
    Path path = Files.write(directory.resolve("groups.nc4"), files.get("groups.nc4"));
    try (FileChannel channel = FileChannel.open(path)) {
      assertThatThrownBy(() -> READER.open(channel, "groups.nc4"))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("/model/run 1")
          .hasMessageContaining("group=");
      try (ImportedDataset top = group(channel, "/")) {
        assertThat(top.content().arrays()).extracting(ForeignArray::name).containsExactly("x");
      }
      try (ImportedDataset below = group(channel, "/model/run 1")) {
        ForeignArray data = below.content().arrays().getFirst();
        assertThat(data.dimensions()).containsExactly("y", "x");
        assertThat(below.content().attributes()).containsOnlyKeys("comment");
        byte[] cells = ReadCells.bytes(data.cells().orElseThrow().open(), TestSeed.random());
        assertThat(ReadCells.values(data.type(), cells)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      }
      assertThatThrownBy(() -> group(channel, "model/other"))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("other");
    }
  }

  /** Whatever is wrong with a file is refused, and neither hangs nor takes memory without end. */
  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Random random = TestSeed.random();
    List<String> names = names();
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      String name = names.get(random.nextInt(names.size()));
      Path path = directory.resolve("damaged");
      Files.write(path, damaged(files.get(name).clone(), random));
      refused += isReadable(path) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(100);
    assertThat(MEMORY.usedBytes()).isZero();
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] changed = bytes;
    for (int n = random.nextInt(3); n >= 0 && changed.length > 0; n--) {
      int at =
          random.nextInt(random.nextBoolean() ? Math.min(changed.length, 2000) : changed.length);
      switch (random.nextInt(5)) {
        case 0 -> changed[at] = (byte) random.nextInt();
        case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 2 ->
            put(changed, at, 4, List.of(0L, -1L, 1L << 31, 0x7fffffffL).get(random.nextInt(4)));
        case 3 ->
            put(changed, at, 8, List.of(-1L, Long.MAX_VALUE, 1L << 62).get(random.nextInt(3)));
        default -> changed = Arrays.copyOf(changed, at);
      }
    }
    return changed;
  }

  private static void put(byte[] bytes, int at, int count, long value) {
    for (int i = 0; i < count && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >>> 8 * (count - 1 - i));
    }
  }

  private static boolean isReadable(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path);
        ImportedDataset opened = READER.open(channel, "file.nc")) {
      for (ForeignArray array : opened.content().arrays()) {
        if (array.cells().isPresent() && array.shape().cells() < 1 << 20) {
          ReadCells.bytes(array.cells().get().open(), TestSeed.random(1));
        }
      }
      return true;
    } catch (ServiceException refused) {
      assertThat(refused.detail()).isNotBlank();
      return false;
    }
  }
}
