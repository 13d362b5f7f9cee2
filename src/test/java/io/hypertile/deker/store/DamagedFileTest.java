package io.hypertile.deker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.hypertile.DekerFixtures;
import io.hypertile.TestSeed;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.hdf5.ArrayFile;
import io.hypertile.hdf5.ArrayFileParser;
import io.hypertile.hdf5.DataLayout;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.hdf5.image.ChunkTreeImage;
import io.hypertile.hdf5.image.DataPlan;
import io.hypertile.hdf5.image.FieldWriter;
import io.hypertile.hdf5.image.ImageFile;
import io.hypertile.hdf5.image.InPlaceEdits;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, it is read or refused by name: no other exception, no endless loop. */
class DamagedFileTest {
  /** Where a file is kept that is not refused as it must be. */
  private static final Path KEPT =
      Path.of(System.getProperty("hypertile.basedir", "."), "target").toAbsolutePath();

  private static final int ROUNDS_A_FILE = 250;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"basic", "types", "layouts", "virtual"})
  void mutatedFilesAreReadOrRefused(String storage) throws Exception {
    Random random = TestSeed.random();
    Map<ErrorCode, Integer> outcomes = new EnumMap<>(ErrorCode.class);
    Path root = DekerFixtures.unpack(storage, directory);
    for (Fixture fixture : Fixture.all(storage)) {
      byte[] original = Files.readAllBytes(root.resolve(fixture.file()));
      for (int round = 0; round < ROUNDS_A_FILE; round++) {
        byte[] mutant = mutate(original, random);
        try {
          readAll(mutant, fixture);
        } catch (CorruptDataException e) {
          assertThat(e.file()).isEqualTo("mutant.hdf5");
          assertThat(e.object()).isNotBlank();
          outcomes.merge(e.code(), 1, Integer::sum);
        } catch (ServiceException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE);
          outcomes.merge(e.code(), 1, Integer::sum);
        } catch (RuntimeException | Error e) {
          Path kept = Files.createTempFile(KEPT, "mutant", ".hdf5");
          Files.write(kept, mutant);
          fail(fixture + " round " + round + " kept as " + kept, e);
        }
      }
    }
    assertThat(outcomes.get(ErrorCode.CORRUPT_DATA)).isGreaterThan(100);
  }

  static final List<String> VARIANTS =
      Stream.concat(
              Variant.COUNTING.stream(),
              Stream.of(
                  "sparse",
                  "latest-chunked",
                  "latest-single-chunk",
                  "latest-extensible",
                  "latest-btree2",
                  "dense-links"))
          .toList();

  @ParameterizedTest
  @FieldSource("VARIANTS")
  void mutatedVariantsAreReadOrRefused(String name) throws Exception {
    Random random = TestSeed.random(name.hashCode());
    byte[] original = Variant.file(name).bytes();
    int refused = 0;
    for (int round = 0; round < 2 * ROUNDS_A_FILE; round++) {
      byte[] mutant = mutate(original, random);
      try {
        readAll(mutant, Variant.SHAPE, Variant.dtype(name));
      } catch (ServiceException e) {
        assertThat(e.code())
            .as("round " + round)
            .isIn(ErrorCode.CORRUPT_DATA, ErrorCode.UNSUPPORTED_STORAGE);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10);
  }

  private static void readAll(byte[] bytes, Fixture fixture) {
    readAll(bytes, fixture.shape(), fixture.dtype());
  }

  private static void readAll(byte[] bytes, Shape shape, DType dtype) {
    Hdf5Source source = Hdf5Source.of(MemorySegment.ofArray(bytes), "mutant.hdf5");
    ArrayFile file = ArrayFileParser.parse(source);
    byte[] cells = new byte[(int) shape.bytes(dtype)];
    CellReading.of(file, source, shape, FillValue.defaultOf(dtype))
        .read(Region.whole(shape), MemorySegment.ofArray(cells));
    if (file.canGrow()) {
      if (file.data().isPresent()) {
        InPlaceEdits.removeData(file);
      } else {
        InPlaceEdits.addData(file, DataPlan.contiguous(dtype, shape));
      }
      InPlaceEdits.replaceMeta(file, new byte[10_000]);
    }
    InPlaceEdits.setEmptyCells(file, 1);
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] mutant = original.clone();
    int kind = random.nextInt(6);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(mutant.length);
      ByteBuffer fields = ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN);
      int aligned = Math.min(at & ~7, mutant.length - 8);
      switch (kind) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) random.nextInt();
        case 2 -> fields.putLong(aligned, random.nextInt(mutant.length));
        case 3 -> fields.putLong(aligned, random.nextLong() >> random.nextInt(64));
        case 4 -> {
          int from = random.nextInt(mutant.length);
          int length = Math.min(random.nextInt(200), mutant.length - Math.max(from, at));
          System.arraycopy(original, from, mutant, at, length);
        }
        default -> mutant = Arrays.copyOf(mutant, 1 + random.nextInt(mutant.length));
      }
      if (mutant.length < 8) {
        break;
      }
    }
    return mutant;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "89484446", "894844460d0a1a0a", "894844460d0a1a0a00"})
  void filesWithoutHeadAreRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> new ImageFile(bytes).parse())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("image.hdf5")
        .hasMessageContaining("superblock");
  }

  @Test
  void continuationThatPointsToItselfIsRefused() throws Exception {
    ImageFile file = fixture("layouts", "contiguous");
    ArrayFile.DatasetHeader place = file.parse().data().orElseThrow().place();
    long nil = place.layout().position() + place.layout().size();
    byte[] message = new FieldWriter().u16(0x10).u16(16).u32(0).u64(nil).u64(24).u64(0).toBytes();
    file.write(nil, message);
    assertThatThrownBy(file::parse)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("circles");
  }

  @Test
  void chunkTreeThatPointsToItselfIsRefused() throws Exception {
    ImageFile file = fixture("layouts", "gzip");
    DataLayout.Chunked layout = (DataLayout.Chunked) file.parse().data().orElseThrow().layout();
    long root = layout.table().rootNode();
    file.write(root + 5, new byte[] {1});
    for (int child = 0; child < 4; child++) {
      file.write(root + 24 + 32 + 40L * child, new FieldWriter().u64(root).toBytes());
    }
    assertThatThrownBy(file::parse)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("reached twice");
  }

  @Test
  void chunkThatHoldsMoreThanItShouldIsRefused() throws Exception {
    ImageFile file = fixture("layouts", "gzip");
    ArrayFile parsed = file.parse();
    DataLayout.Chunked layout = (DataLayout.Chunked) parsed.data().orElseThrow().layout();
    java.util.zip.Deflater deflater = new java.util.zip.Deflater();
    deflater.setInput(new byte[100_000_000]);
    deflater.finish();
    byte[] bomb = new byte[200_000];
    int size = deflater.deflate(bomb);
    deflater.end();
    long at = file.bytes().length;
    file.write(at, Arrays.copyOf(bomb, 768));
    file.apply(InPlaceEdits.setChunk(parsed, 2, new ChunkTreeImage.StoredChunk(at, 768, 0)));
    assertThat(size).isGreaterThan(768);
    assertThatThrownBy(() -> readAll(file.bytes(), fixtureOf("layouts", "gzip")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("chunk 2")
        .hasMessageContaining("offset " + at)
        .hasMessageContaining("more than the chunk");
    assertThat(layout.table().size()).isEqualTo(4);
  }

  private ImageFile fixture(String storage, String collection) throws Exception {
    Path root = DekerFixtures.unpack(storage, directory);
    return new ImageFile(Files.readAllBytes(root.resolve(fixtureOf(storage, collection).file())));
  }

  private static Fixture fixtureOf(String storage, String collection) throws Exception {
    return Fixture.all(storage).stream()
        .filter(fixture -> fixture.collection().equals(collection))
        .findFirst()
        .orElseThrow();
  }
}
