package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.hypertile.TestSeed;
import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.check.NodeCheck;
import io.hypertile.zarr.check.NodeFault;
import io.hypertile.zarr.check.NodeFinding;
import io.hypertile.zarr.check.ZarrIntegrity;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every array that zarr-python and zcollection wrote, of every codec, type and form of shards, with
 * one object changed at random: its cells, or an error that names the object, within bounds of time
 * and memory; and of all other objects the cells as they were. {@code -Dhypertile.test.mutations}
 * gives the rounds for each array instead of 12.
 */
@Timeout(300)
class ZarrMutationTest {
  private static final int ROUNDS = Integer.getInteger("hypertile.test.mutations", 12);
  private static final Set<ErrorCode> NAMED =
      Set.of(ErrorCode.CORRUPT_DATA, ErrorCode.UNSUPPORTED_STORAGE, ErrorCode.ARRAY_NOT_FOUND);
  private static final Set<ErrorCode> REFUSED =
      Set.of(
          ErrorCode.CORRUPT_DATA,
          ErrorCode.UNSUPPORTED_STORAGE,
          ErrorCode.ARRAY_NOT_FOUND,
          ErrorCode.FORBIDDEN,
          ErrorCode.SHAPE_MISMATCH);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Cells of boxes of other shapes: each may be a chunk, which takes some kilobytes of garbage. */
  private static final long MOST_CELLS = 1 << 13;

  /** Bytes of such boxes of more than one cell. */
  private static final long MOST_BYTES = 1 << 20;

  private static final Map<String, byte[]> FILES = files();

  private static final AtomicInteger READ = new AtomicInteger();
  private static final AtomicInteger REFUSALS = new AtomicInteger();

  /** Changes are neither all harmless nor all fatal. */
  @AfterAll
  static void someAreReadAndSomeRefused() {
    assertThat(READ).hasValueGreaterThan(200);
    assertThat(REFUSALS).hasValueGreaterThan(200);
  }

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>(ZarrStores.objects(""));
    ZarrStores.read("/fixtures/zarr-v2.zip", "v2/", files);
    return files;
  }

  /** Places of arrays, some of those of zcollection's partitions, which are all alike. */
  static List<String> arrays() {
    List<String> places = new ArrayList<>();
    int partitions = 0;
    for (Map.Entry<String, byte[]> file : FILES.entrySet()) {
      String key = file.getKey();
      boolean isArray =
          key.endsWith("/.zarray")
              || key.endsWith("/zarr.json") && new String(file.getValue()).contains("chunk_grid");
      boolean isGroup = new String(file.getValue()).contains("consolidated_metadata");
      if (!isArray || isGroup || key.startsWith("zcollection") && partitions++ % 40 != 0) {
        continue;
      }
      places.add(key.substring(0, key.lastIndexOf('/')));
    }
    return places;
  }

  /** One array in a store of its own. */
  private static final class Subject implements AutoCloseable {
    private final StorePrefix place;
    private final Map<String, byte[]> objects = new TreeMap<>();
    private final MemoryStore store = new MemoryStore("test");
    private final CodecPool pool = ZarrStores.pool();
    private final ZarrArrays arrays =
        new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));

    private Subject(String place) {
      this.place = new StorePrefix(place);
      FILES.forEach((key, bytes) -> {
        if (key.startsWith(place + "/")) {
          objects.put(key, bytes);
        }
      });
      objects.forEach(this::put);
    }

    private void put(String key, byte[] bytes) {
      store.put(new StoreKey(key), ObjectBody.of(bytes), Condition.ALWAYS);
    }

    private List<NodeFinding> findings() {
      return new ZarrIntegrity(store, arrays, pool.memory())
          .check(new NodeCheck(place, 4, 100))
          .findings();
    }

    private Map<String, Integer> digests() {
      Map<String, Integer> digests = new TreeMap<>();
      store
          .list(place, Optional.empty(), 1_000, Depth.ALL)
          .objects()
          .forEach(object ->
              digests.put(
                  object.key().text(),
                  Arrays.hashCode(store.load(object.key(), Long.MAX_VALUE).orElseThrow().bytes())));
      return digests;
    }

    @Override
    public void close() {
      store.close();
      long used = pool.memory().usedBytes();
      pool.close();
      assertThat(used).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void changedObjectsGiveCellsOrNamedErrors(String place) {
    Random random = TestSeed.random(place.hashCode());
    Mutation mutation = new Mutation(random);
    List<byte[]> others = List.copyOf(FILES.values());
    for (int round = 0; round < ROUNDS; round++) {
      try (Subject subject = new Subject(place)) {
        Optional<byte[]> cells = readWhole(subject);
        List<String> keys = List.copyOf(subject.objects.keySet());
        String key =
            keys.get(random.nextInt(3) == 0 ? keys.size() - 1 : random.nextInt(keys.size()));
        boolean isDocument = key.endsWith("zarr.json") || key.contains("/.z");
        byte[] other = others.get(random.nextInt(others.size()));
        byte[] mutant =
            isDocument
                ? mutation.document(subject.objects.get(key), anyDocument(random))
                : mutation.bytes(subject.objects.get(key), other);
        if (Arrays.equals(mutant, subject.objects.get(key))) {
          continue;
        }
        subject.put(key, mutant);
        try {
          requireBounded(
              subject,
              isDocument || place.contains("string"),
              () -> {
                if (isDocument) {
                  readOther(subject);
                } else if (cells.isPresent()) {
                  readParts(subject, key, cells.get());
                }
              });
        } catch (RuntimeException | Error e) {
          throw new AssertionError("round " + round + ", " + key + ": " + text(mutant), e);
        }
      }
    }
  }

  private static byte[] anyDocument(Random random) {
    List<byte[]> documents =
        FILES.entrySet().stream()
            .filter(file -> file.getKey().endsWith("/zarr.json"))
            .map(Map.Entry::getValue)
            .toList();
    return documents.get(random.nextInt(documents.size()));
  }

  private static String text(byte[] mutant) {
    return new String(mutant, 0, Math.min(mutant.length, 3_000));
  }

  private static Optional<byte[]> readWhole(Subject subject) {
    try (ZarrCells cells = subject.arrays.cells(subject.place)) {
      return Optional.of(ZarrStores.read(cells, Region.whole(cells.shape())));
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE);
      return Optional.empty();
    }
  }

  /**
   * Runs with limits of time, of the heap, and of native memory by the size of chunks, which may be
   * any for changed documents and where the frame of a chunk of texts says how many bytes there
   * are.
   */
  private static void requireBounded(Subject subject, boolean isAnySize, Runnable run) {
    long heap = THREADS.getTotalThreadAllocatedBytes();
    long begin = System.nanoTime();
    run.run();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    assertThat(THREADS.getTotalThreadAllocatedBytes() - heap).isLessThan(160L << 20);
    long most = isAnySize ? ZarrForm.LARGEST_CHUNK : 1 << 20;
    assertThat(subject.pool.memory().mostUsedBytes()).isLessThan(4 * most + (64L << 20));
    assertThat(subject.pool.memory().usedBytes()).isZero();
  }

  /** Reads the chunks of each object: only of the one that was changed may they be others. */
  private static void readParts(Subject subject, String changed, byte[] all) {
    boolean isFailing = false;
    try (ZarrCells cells = subject.arrays.cells(subject.place)) {
      ChunkGrid grid = cells.document().grid();
      for (String key : subject.objects.keySet()) {
        Optional<long[]> position = cells.stored().position(new StoreKey(key));
        if (position.isEmpty() || !cells.stored().isInside(position.get())) {
          continue;
        }
        Region region = grid.region(position.get());
        byte[] expected = part(all, cells, region);
        try {
          byte[] found = ZarrStores.read(cells, region);
          READ.incrementAndGet();
          if (!key.equals(changed) || isChecked(subject, cells)) {
            assertThat(found).as(key).isEqualTo(expected);
          }
        } catch (CorruptDataException e) {
          REFUSALS.incrementAndGet();
          assertThat(key).isEqualTo(changed);
          assertThat(e.detail()).contains(changed);
          isFailing = true;
        }
      }
    }
    Set<NodeFault> kinds =
        new TreeSet<>(subject.findings().stream().map(NodeFinding::kind).toList());
    kinds.remove(NodeFault.DEAD_SPACE);
    assertThat(kinds.isEmpty()).as("findings %s", kinds).isEqualTo(!isFailing);
  }

  /** Whether all stored bytes are below a checksum. */
  private static boolean isChecked(Subject subject, ZarrCells cells) {
    return cells.document().specification().codecs().getLast().name().equals("crc32c");
  }

  private static byte[] part(byte[] all, ZarrCells cells, Region region) {
    byte[] part = new byte[(int) region.cells() * cells.cellBytes()];
    RegionCopy.copy(
        MemorySegment.ofArray(all),
        cells.shape(),
        region,
        MemorySegment.ofArray(part),
        region.shape(),
        new long[region.rank()],
        cells.cellBytes());
    return part;
  }

  /** Reads and changes an array with another document: all of it, or some cells of a large one. */
  private static void readOther(Subject subject) {
    try (ZarrCells cells = subject.arrays.cells(subject.place)) {
      Region box = some(cells);
      if (!box.isEmpty()) {
        assertThat(ZarrStores.read(cells, box)).hasSize((int) box.cells() * cells.cellBytes());
      }
    } catch (ServiceException e) {
      assertThat(e.code()).as(e.detail()).isIn(NAMED);
      assertThat(e.detail()).isNotBlank();
    }
    subject.findings();
    changeOther(subject);
  }

  /** Changes an array with another document: as asked, or not at all. */
  private static void changeOther(Subject subject) {
    Map<String, Integer> before = subject.digests();
    try (ZarrArray array = subject.arrays.find(subject.place)) {
      Shape shape = array.spec().shape();
      boolean isSmall = shape.rank() > 0 && shape.toList().stream().allMatch(length -> length > 0);
      try (ZarrCells cells = subject.arrays.cells(subject.place)) {
        ChunkGrid grid = cells.document().grid();
        isSmall &= grid.chunkShape().cells() * cells.cellBytes() <= 1 << 20;
      }
      if (!isSmall) {
        return;
      }
      long[] ones = new long[shape.rank()];
      Arrays.fill(ones, 1);
      Region first = Region.whole(Shape.of(ones));
      boolean isAnyLength = array.spec().dtype().isAnyLength();
      byte[] cell = new byte[isAnyLength ? Integer.BYTES + 1 : array.spec().dtype().size()];
      cell[0] = 1;
      array.write(first, ZarrModel.source(cell), Precondition.NONE);
      before = subject.digests();
      subject.arrays.resize(subject.place, Shape.of(ones), Precondition.NONE);
      try (ZarrCells cells = subject.arrays.cells(subject.place)) {
        assertThat(cells.shape()).isEqualTo(Shape.of(ones));
        assertThat(ZarrStores.read(cells, first))
            .isEqualTo(isAnyLength ? ZarrStores.shown(new byte[1]) : cell);
      }
      before = subject.digests();
      array.clear(first, Precondition.NONE);
    } catch (ServiceException e) {
      assertThat(e.code()).as(e.detail()).isIn(REFUSED);
      assertThat(subject.digests()).isEqualTo(before);
    }
  }

  private static Region some(ZarrCells cells) {
    Shape shape = cells.shape();
    long[] stop = shape.toArray();
    long left = Math.min(MOST_CELLS, Math.max(1, MOST_BYTES / cells.cellBytes()));
    for (int axis = stop.length - 1; axis >= 0; axis--) {
      stop[axis] = Math.min(stop[axis], Math.max(1, left));
      left /= Math.max(1, stop[axis]);
    }
    return Region.of(new long[stop.length], stop);
  }
}
