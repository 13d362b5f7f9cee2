package io.hypertile.partition.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.CellEncoder;
import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.EncodeOptions;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.engine.PartitionFixture;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Forms of rows; that other programs read them is shown by the scripts that run these. */
class RowFormatsTest {
  private static final PartitionedForm FORM =
      PartitionFixture.form(
          JsonMapper.shared()
              .readTree(
                  """
                  {"format_version": 1, "axis": "time",
                   "partitioning": {"name": "date", "variable": "time", "resolution": "M"},
                   "schema": {"name": "/", "attrs": {"title": "tracks", "level": 2},
                     "dimensions": [{"name": "time", "size": null}, {"name": "x", "size": 2}],
                     "variables": [
                       {"name": "time", "dtype": "<M8[D]", "dimensions": ["time"]},
                       {"name": "good", "dtype": "|b1", "dimensions": ["time"]},
                       {"name": "ssh", "dtype": "<i2", "dimensions": ["time", "x"],
                        "fill_value": -9, "attrs": {"units": "m"}},
                       {"name": "turned", "dtype": "<i2", "dimensions": ["x", "time"]}],
                     "groups": [{"name": "ku", "variables":
                       [{"name": "half", "dtype": "<f2", "dimensions": ["time"]}]}]}}
                  """));

  private static final int ROWS = 11;

  @TempDir private Path folder;

  private static CellsHeader.Named box(Placed placed, long rows) {
    List<String> names = placed.variable().dimensions();
    long[] lengths = names.stream().mapToLong(name -> name.equals("x") ? 2 : rows).toArray();
    return new CellsHeader.Named(
        placed.path(), CellsHeader.of(placed.variable().dtype(), Shape.of(lengths), names));
  }

  private static List<Placed> named(String... paths) {
    return FORM.root().placed().stream()
        .filter(each -> Arrays.asList(paths).contains(each.path()))
        .toList();
  }

  /** Bytes of the answer with cells whose bytes count up, given in pieces of a few cells. */
  private static byte[] answer(ArrayFormat format, long rows, List<Placed> variables) {
    List<CellsHeader.Named> boxes = variables.stream().map(each -> box(each, rows)).toList();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CellEncoder encoder = format.encoder(boxes, EncodeOptions.defaults());
        Arena arena = Arena.ofConfined()) {
      encoder.begin(out);
      for (CellsHeader.Named box : boxes) {
        int size = box.header().dtype().size();
        byte[] cells = cells(box);
        for (int at = 0; at < cells.length; at += 3 * size) {
          byte[] piece = Arrays.copyOfRange(cells, at, Math.min(cells.length, at + 3 * size));
          MemorySegment memory = arena.allocate(piece.length, 8);
          memory.copyFrom(MemorySegment.ofArray(piece));
          encoder.cells(CellBlock.of(memory), out);
        }
      }
      encoder.end(out);
      assertThat(encoder.contentLength()).hasValue(out.size());
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] cells(CellsHeader.Named box) {
    byte[] cells = new byte[(int) box.header().shape().bytes(box.header().dtype())];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = (byte) (box.name().equals("good") ? i % 3 & 1 : i);
    }
    return cells;
  }

  private Map<String, byte[]> unzip(byte[] archive) throws IOException {
    Path file = folder.resolve("archive.zip");
    Files.write(file, archive);
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (InputStream bytes = zip.getInputStream(entry)) {
          entries.put(entry.getName(), bytes.readAllBytes());
        }
      }
    }
    return entries;
  }

  @Test
  void archivesHaveGroupsAndChunksOfAllVariables() throws IOException {
    Map<String, byte[]> entries = unzip(answer(new RowsZarr(FORM), ROWS, FORM.root().placed()));
    assertThat(entries.keySet())
        .containsExactlyInAnyOrder(
            "zarr.json",
            "time/zarr.json",
            "time/c/0",
            "good/zarr.json",
            "good/c/0",
            "ssh/zarr.json",
            "ssh/c/0/0",
            "turned/zarr.json",
            "turned/c/0/0",
            "ku/zarr.json",
            "ku/half/zarr.json",
            "ku/half/c/0");
    GroupDocument top = (GroupDocument) NodeDocument.parse("top", entries.get("zarr.json"));
    assertThat(top.attributes().path("level").asInt()).isEqualTo(2);
    assertThat(top.consolidated().orElseThrow())
        .containsOnlyKeys("time", "good", "ssh", "turned", "ku", "ku/half");
    ArrayDocument ssh = (ArrayDocument) NodeDocument.parse("ssh", entries.get("ssh/zarr.json"));
    assertThat(ssh.attributes().toString()).isEqualTo("{\"units\":\"m\",\"_FillValue\":-9}");
    assertThat(entries.get("ssh/c/0/0")).isEqualTo(cells(box(named("ssh").getFirst(), ROWS)));
    ArrayDocument time = (ArrayDocument) NodeDocument.parse("time", entries.get("time/zarr.json"));
    assertThat(time.attributes().path("units").asString())
        .isEqualTo("days since 1970-01-01T00:00:00+00:00");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, ROWS})
  void formsHaveTheLengthThatTheyAnnounce(long rows) {
    List<Placed> top = named("time", "good", "ssh");
    for (ArrayFormat format :
        List.of(new RowsZarr(FORM), new RowsNetcdf(FORM), new RowsArrow(FORM, new Spool(folder)))) {
      assertThat(answer(format, rows, top)).isNotEmpty();
    }
    assertThat(answer(new RowsArrow(FORM, new Spool(folder)), rows, named("good", "ku/half")))
        .isNotEmpty();
  }

  @Test
  void cellsThatAreFewerOrMoreThanAnnouncedEndAnAnswer() {
    for (ArrayFormat format :
        List.of(new RowsZarr(FORM), new RowsNetcdf(FORM), new RowsArrow(FORM, new Spool(folder)))) {
      List<CellsHeader.Named> boxes = List.of(box(named("ssh").getFirst(), 1));
      assertThatThrownBy(() -> give(format, boxes, 2))
          .as(format.name())
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> give(format, boxes, 6))
          .as(format.name())
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static void give(ArrayFormat format, List<CellsHeader.Named> boxes, int bytes)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CellEncoder encoder = format.encoder(boxes, EncodeOptions.defaults());
        Arena arena = Arena.ofConfined()) {
      encoder.begin(out);
      encoder.cells(CellBlock.of(arena.allocate(bytes, 8)), out);
      encoder.end(out);
    }
  }

  @Test
  void variablesThatAFormatCannotHoldAreRefusedByName() {
    List<String> refused = new ArrayList<>();
    for (ArrayFormat format :
        List.of(new RowsNetcdf(FORM), new RowsArrow(FORM, new Spool(folder)))) {
      for (Placed placed : FORM.root().placed()) {
        try {
          answer(format, ROWS, List.of(placed));
        } catch (ServiceException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.NOT_ENCODABLE);
          refused.add(format.name() + " " + e.members().get("variable"));
        }
      }
    }
    assertThat(refused).containsExactly("netcdf ku/half", "arrow turned");
  }
}
