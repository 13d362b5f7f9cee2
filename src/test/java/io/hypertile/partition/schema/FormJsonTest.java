package io.hypertile.partition.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.Partitioning;
import io.hypertile.partition.Vectors;
import io.hypertile.zarr.CodecSpec;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents of partitioned collections. */
class FormJsonTest {
  private static final String DAILY =
      """
      {"format_version": 1, "axis": "time",
       "partitioning": {"name": "date", "variable": "time", "resolution": "D", "dimension": "time"},
       "catalog": {"enabled": true},
       "schema": {"name": "/",
         "dimensions": [{"name": "time", "size": null, "chunks": 8, "shards": null},
                        {"name": "x", "size": 6, "chunks": 6, "shards": null}],
         "variables": [
           {"name": "time", "dtype": "<M8[ns]", "dimensions": ["time"]},
           {"name": "ssh", "dtype": "<f4", "dimensions": ["time", "x"], "fill_value": "NaN"},
           {"name": "lut", "dtype": "<f8", "dimensions": ["x"]}],
         "groups": [{"name": "ku",
           "dimensions": [{"name": "range", "size": 4}],
           "variables": [{"name": "power", "dtype": "<f4", "dimensions": ["time", "range"]}]}],
         "attrs": {"title": "t"}}}
      """;

  static List<JsonNode> shards() {
    return Vectors.of("shards");
  }

  private static JsonNode fixture(String name) {
    try (ZipInputStream zip =
        new ZipInputStream(
            Objects.requireNonNull(
                FormJsonTest.class.getResourceAsStream("/fixtures/zarr-stores.zip")))) {
      ZipEntry entry = zip.getNextEntry();
      while (entry != null) {
        if (entry.getName().equals("zcollection/" + name + "/_zcollection.json")) {
          return JsonMapper.shared().readTree(zip.readAllBytes());
        }
        entry = zip.getNextEntry();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    throw new IllegalArgumentException(name);
  }

  private static PartitionedForm parse(JsonNode document) {
    return FormJson.parse(JsonCursor.root(ErrorCode.INVALID_SCHEMA, document));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "daily",
        "orbits",
        "tracks_by_5",
        "groups",
        "merged_concat",
        "merged_time_series",
        "merged_upsert"
      })
  void documentsOfThePackageAreReadAndWrittenAsTheyAre(String name) {
    JsonNode document = fixture(name);
    assertThat(FormJson.write(parse(document)).toString()).isEqualTo(document.toString());
  }

  @Test
  void formHasWhatTheDocumentSays() {
    PartitionedForm form = parse(JsonMapper.shared().readTree(DAILY));
    assertThat(form.axis()).isEqualTo("time");
    assertThat(form.partitioning())
        .isEqualTo(new Partitioning.ByDate("time", Partitioning.ByDate.Resolution.DAY, "time"));
    assertThat(form.root().placed().stream().map(GroupSchema.Placed::path))
        .containsExactly("time", "ssh", "lut", "ku/power");
    assertThat(form.root().placed().get(3).dimensions().stream().map(DimensionSchema::name))
        .containsExactly("time", "range");
    VariableSchema ssh = form.root().variables().get(1);
    assertThat(ssh.codecs()).isEqualTo(CodecProfile.CLOUD_BALANCED.stack());
    assertThat(ssh.isImmutable("time")).isFalse();
    assertThat(form.root().variables().get(2).isImmutable("time")).isTrue();
    assertThat(form.root().variables().getFirst().dtype())
        .isEqualTo(new CellType.TimePoint(io.hypertile.ndarray.CellTimeUnit.NANOSECONDS, 1));
  }

  @Test
  void selectionKeepsNamedVariablesAndNoEmptyGroups() {
    GroupSchema root = parse(JsonMapper.shared().readTree(DAILY)).root();
    assertThat(root.select(path -> path.equals("ssh")).groups()).isEmpty();
    assertThat(root.select(path -> path.equals("ku/power")).placed())
        .extracting(GroupSchema.Placed::path)
        .containsExactly("ku/power");
  }

  /** A change of the good document, and where the fault is. */
  private static void refused(String pointer, Consumer<ObjectNode> change) {
    ObjectNode document = (ObjectNode) JsonMapper.shared().readTree(DAILY);
    change.accept(document);
    assertThatThrownBy(() -> parse(document))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
              assertThat(e.members().get("pointer")).as(e.getMessage()).isEqualTo(pointer);
            });
  }

  private static ObjectNode item(ObjectNode document, String list, int index) {
    return (ObjectNode) document.path("schema").path(list).get(index);
  }

  @Test
  void whatDoesNotFitTogetherIsRefusedAtItsPlace() {
    refused("/schema/dimensions/1/size", d -> item(d, "dimensions", 1).put("size", 0));
    refused("/schema/dimensions/1/chunks", d -> item(d, "dimensions", 1).put("chunks", -1));
    refused("/schema/dimensions/0/shards", d -> item(d, "dimensions", 0).put("shards", 0));
    refused(
        "/schema/variables/1/dimensions/1",
        d -> ((ArrayNode) item(d, "variables", 1).path("dimensions")).set(1, "y"));
    refused(
        "/schema/variables/1/dimensions/1",
        d -> ((ArrayNode) item(d, "variables", 1).path("dimensions")).set(1, "range"));
    refused("/schema/variables/1/dimensions/1", d -> item(d, "dimensions", 1).putNull("size"));
    refused(
        "/schema/variables/1/dimensions/1",
        d -> ((ArrayNode) item(d, "variables", 1).path("dimensions")).set(1, "time"));
    refused("/axis", d -> d.put("axis", "range"));
    refused("/axis", d -> d.put("axis", "x"));
    refused("/format_version", d -> d.put("format_version", 2));
    refused(
        "/schema/format_version", d -> ((ObjectNode) d.path("schema")).put("format_version", 9));
    refused("/schema/variables", d -> item(d, "variables", 1).put("name", "time"));
    refused("/schema/variables", d -> item(d, "groups", 0).put("name", "ssh"));
    refused("/schema/variables/1/name", d -> item(d, "variables", 1).put("name", "_immutable"));
    refused("/schema/variables/1/name", d -> item(d, "variables", 1).put("name", "a/b"));
    refused("/schema/variables/1/dtype", d -> item(d, "variables", 1).put("dtype", ">f4"));
    refused("/schema/variables/1/role", d -> item(d, "variables", 1).put("role", "other"));
    refused("/schema/variables/1/codecs", d -> item(d, "variables", 1).put("codecs", "best"));
    refused("/nothing", d -> d.put("nothing", 1));
  }

  @Test
  void partitioningsThatCannotBeKeptAreRefused() {
    refused("/partitioning/name", d -> d.putObject("partitioning"));
    refused("/partitioning/resolution", d -> partitioning(d).put("resolution", "W"));
    refused("/partitioning/name", d -> partitioning(d).put("name", "hash"));
    refused("/partitioning", d -> partitioning(d).put("variable", "ssh"));
    refused("/partitioning", d -> partitioning(d).put("variable", "tmie"));
    refused("/partitioning", d -> item(d, "variables", 0).put("dtype", "<i8"));
    refused("/partitioning/variables", d -> sequence(d).putArray("variables"));
    refused("/partitioning", d -> sequence(d).putArray("variables").add("time"));
    refused(
        "/partitioning/size",
        d -> {
          ObjectNode groups = sequence(d);
          groups.putArray("variables").add("time");
          groups.put("name", "grouped-sequence").put("size", 1);
        });
  }

  private static ObjectNode partitioning(ObjectNode document) {
    return (ObjectNode) document.path("partitioning");
  }

  private static ObjectNode sequence(ObjectNode document) {
    return document.putObject("partitioning").put("name", "sequence").put("dimension", "time");
  }

  @Test
  void overridesReplaceOnlyTheirPart() {
    CodecSpec zstd = CodecSpec.of("zstd");
    CodecSpec transpose = CodecSpec.of("transpose");
    for (CodecProfile profile : CodecProfile.values()) {
      CodecStack own = profile.stack();
      assertThat(own.withCompressor(zstd))
          .isEqualTo(
              new CodecStack(
                  own.arrayToArray(),
                  own.arrayToBytes(),
                  List.of(zstd),
                  own.isSharded(),
                  own.shardBytes()));
      assertThat(own.withFilters(List.of(transpose)))
          .isEqualTo(
              new CodecStack(
                  List.of(transpose),
                  own.arrayToBytes(),
                  own.bytesToBytes(),
                  own.isSharded(),
                  own.shardBytes()));
    }
  }

  @Test
  void profilesAreThoseOfThePackage() {
    JsonNode profiles = Vectors.all().path("codec_profiles");
    assertThat(profiles.propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            List.of(CodecProfile.values()).stream().map(CodecProfile::text).toList());
    for (CodecProfile profile : CodecProfile.values()) {
      ObjectNode document = (ObjectNode) JsonMapper.shared().readTree(DAILY);
      item(document, "variables", 1).put("codecs", profile.text());
      JsonNode written =
          FormJson.write(parse(document)).path("schema").path("variables").get(1).path("codecs");
      assertThat(written.toString()).isEqualTo(profiles.path(profile.text()).toString());
    }
    assertThat(CodecProfile.DEFAULT.text())
        .isEqualTo(Vectors.all().path("default_profile").asString());
    assertThat(CodecProfile.byText("best")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shards")
  void shapesOfShardsAreThoseOfThePackage(JsonNode vector) {
    Shape chunks = shape(vector.path("inner_chunks"));
    Shape shape = shape(vector.path("shape"));
    int cellBytes = Integer.parseInt(vector.path("dtype").asString().substring(2));
    JsonNode shard = vector.path("shard_shape");
    assertThat(ShardShapes.of(chunks, shape, cellBytes, vector.path("target_shard_bytes").asLong()))
        .isEqualTo(
            shard.isNull() ? java.util.Optional.empty() : java.util.Optional.of(shape(shard)));
  }

  private static Shape shape(JsonNode lengths) {
    return Shape.of(lengths.values().stream().mapToLong(JsonNode::asLong).toArray());
  }
}
