package io.hypertile.dataset.store;

import io.hypertile.AlternatingCalls;
import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.HelpedWork;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrForm;
import io.hypertile.zarr.codec.ChainSpace;
import io.hypertile.zarr.codec.CodecChain;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Batches, single writes and bulk reads of datasets in segments, in turns with the same bytes
 * written and forced by themselves, and with reading and decoding by themselves; then a million
 * datasets. The system property {@code root} names a directory on the disk to measure, {@code
 * million} the number of datasets of the last part, {@code rounds} how often 6,000 single datasets
 * are written; {@code only.singles} and {@code only.million} leave the rest out.
 */
public final class DatasetBenchmark {
  private static final int DATASETS = 1_000;
  private static final int ROWS = 50;
  private static final int COLUMNS = 168;
  private static final int CHUNK_BYTES = ROWS * COLUMNS * Float.BYTES;
  private static final List<String> ARRAYS =
      List.of("oxygen", "pressure", "salinity", "temperature");
  private static final int WRITERS = 16;
  private static final int SINGLE_WRITES = 6_000;
  private static final boolean ONLY_SINGLES = Boolean.getBoolean("only.singles");
  private static final int ROUNDS = Integer.getInteger("rounds", 3);

  private static final String PACKED =
      """
      {"name": "bytes", "configuration": {"endian": "little"}},
      {"name": "blosc", "configuration": {"cname": "zstd", "clevel": 1, "shuffle": "shuffle",
       "typesize": 4, "blocksize": 0}}\
      """;
  private static final String PLAIN =
      """
      {"name": "bytes", "configuration": {"endian": "little"}}\
      """;

  private final Path root;
  private final CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 1L << 30));
  private final Arena arena = Arena.ofShared();
  private final MemorySegment cells =
      arena.allocate((long) DATASETS * ARRAYS.size() * CHUNK_BYTES, 64);
  private final String codecs;
  private int batches;

  private DatasetBenchmark(Path root, String codecs) {
    this.root = root;
    this.codecs = codecs;
    Random random = new Random(7);
    float value = 10;
    for (long cell = 0; cell < cells.byteSize() / Float.BYTES; cell++) {
      value += (float) random.nextGaussian() * 0.1f;
      cells.setAtIndex(ValueLayout.JAVA_FLOAT, cell, value);
    }
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws Exception {
    Path parent = Path.of(System.getProperty("root", System.getProperty("java.io.tmpdir")));
    List<String> all = ONLY_SINGLES ? List.of(PLAIN) : List.of(PLAIN, PACKED);
    List<String> chains = Boolean.getBoolean("only.million") ? List.of() : all;
    for (String codecs : chains) {
      System.out.println(codecs.equals(PLAIN) ? "stored as they are" : "blosc, zstd 1, shuffle");
      Path root = Files.createTempDirectory(parent, "datasets");
      try (Journal journal = Journal.open(root, JournalSettings.standard())) {
        new DatasetBenchmark(root, codecs).run(journal, codecs.equals(PLAIN));
      }
      delete(root);
    }
    if (!ONLY_SINGLES) {
      MillionDatasetsBenchmark.run(parent, Integer.getInteger("million", 1_000_000));
    }
  }

  static void delete(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private SegmentedRevisions open(Journal journal, String place) {
    LocalStore store = LocalStore.ofRoot("bench", journal);
    return SegmentedRevisions.open(
        store.revisions(), new StorePrefix(place), pool.memory(), () -> root.resolve("spill"));
  }

  private void run(Journal journal, boolean hasSingles) throws Exception {
    if (ONLY_SINGLES) {
      singles(journal);
      return;
    }
    try (SegmentedRevisions segments = open(journal, "batches")) {
      AlternatingCalls writes =
          new AlternatingCalls(2, 7)
              .add("write and force", this::writeAndForce)
              .add("batch", () -> batch(segments))
              .run();
      writes.print("write and force");
      writes.print("batch", "write and force");
      System.out.printf(
          Locale.ROOT,
          "%d batches of %d datasets: %d segments, %.1f MB each%n",
          batches,
          DATASETS,
          segments.segments(),
          segments.storedBytes() / 1e6 / batches);
    }
    slices(journal);
    if (hasSingles) {
      singles(journal);
    }
  }

  private void writeAndForce() throws IOException {
    Path file = root.resolve("floor");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer all = cells.asByteBuffer();
      while (all.hasRemaining()) {
        ByteBuffer part = all.slice(all.position(), Math.min(1 << 20, all.remaining()));
        all.position(all.position() + channel.write(part));
      }
      channel.force(true);
    }
    Files.delete(file);
  }

  private byte[] document() {
    return """
    {"zarr_format":3,"node_type":"array","shape":[%d,%d],"data_type":"float32",
    "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[%d,%d]}},
    "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
    "fill_value":"NaN","codecs":[%s]}\
    """
        .formatted(ROWS, COLUMNS, ROWS, COLUMNS, codecs)
        .getBytes(StandardCharsets.UTF_8);
  }

  static final byte[] GROUP =
      "{\"zarr_format\":3,\"node_type\":\"group\"}".getBytes(StandardCharsets.UTF_8);

  private void batch(SegmentedRevisions segments) {
    String prefix = "b" + batches++ + "-";
    StagedObject[] chunks = new StagedObject[DATASETS * ARRAYS.size()];
    CodecChain chain =
        ZarrForm.of("array", (ArrayDocument) NodeDocument.parse("array", document())).chunkChain();
    MemorySegment fill = MemorySegment.ofArray(new byte[Float.BYTES]);
    int group = 100;
    new HelpedWork(
            pool,
            chunks.length / group,
            part -> {
              try (ChainSpace space = new ChainSpace(pool.memory())) {
                for (int chunk = part * group; chunk < (part + 1) * group; chunk++) {
                  CellBlock block =
                      CellBlock.of(cells.asSlice((long) chunk * CHUNK_BYTES, CHUNK_BYTES));
                  MemorySegment encoded = chain.encode(block, fill, space);
                  chunks[chunk] = segments.stage(ObjectBody.of(encoded));
                }
              }
            })
        .run();
    List<HeadChange> heads = new ArrayList<>();
    for (int dataset = 0; dataset < DATASETS; dataset++) {
      String name = prefix + "p" + dataset;
      List<KeyChange> changes = new ArrayList<>();
      StoreKey head = StoreKey.of(name, "zarr.json");
      changes.add(new KeyChange.Put(head, segments.stage(ObjectBody.of(GROUP))));
      for (int array = 0; array < ARRAYS.size(); array++) {
        StorePrefix place = new StorePrefix(name).child(ARRAYS.get(array));
        changes.add(
            new KeyChange.Put(place.key("zarr.json"), segments.stage(ObjectBody.of(document()))));
        changes.add(new KeyChange.Put(place.key("c/0/0"), chunks[dataset * ARRAYS.size() + array]));
      }
      heads.add(new HeadChange(head, Optional.empty(), changes));
    }
    require(segments.commitAll(heads));
    for (StagedObject chunk : chunks) {
      chunk.close();
    }
  }

  static void require(CommitResult result) {
    if (!(result instanceof CommitResult.Committed)) {
      throw new IllegalStateException(result.toString());
    }
  }

  private void slices(Journal journal) throws Exception {
    Region region = Region.of(new long[] {12, 42}, new long[] {24, 84});
    long bytes = region.cells() * Float.BYTES;
    MemorySegment target = arena.allocate(DATASETS * ARRAYS.size() * bytes, 64);
    List<ArrayBox> boxes = new ArrayList<>();
    for (int array = 0; array < ARRAYS.size(); array++) {
      for (int dataset = 0; dataset < DATASETS; dataset++) {
        long at = (long) array * DATASETS + dataset;
        boxes.add(
            new ArrayBox(
                new DatasetName("b0-p" + dataset),
                new ArrayName(ARRAYS.get(array)),
                region,
                CellBlock.of(target.asSlice(at * bytes, bytes))));
      }
    }
    try (SegmentedRevisions segments = open(journal, "batches");
        SegmentState state = segments.openAll();
        BoxReader reader = new BoxReader(pool, 4 << 10, 256L << 20);
        SliceFloors floors = new SliceFloors(pool, state, boxes)) {
      AlternatingCalls calls =
          new AlternatingCalls(20, 50)
              .add("stored bytes read", floors::fetch)
              .add("chunks decoded", floors::decode)
              .add("slice first, nothing kept", () -> first(state, boxes))
              .add("slice again", () -> reader.read(state, boxes))
              .run();
      calls.print("stored bytes read");
      calls.print("chunks decoded");
      calls.print("slice first, nothing kept", "chunks decoded");
      calls.print("slice again");
    }
    requireSame(target, bytes, region);
  }

  private void first(SegmentState state, List<ArrayBox> boxes) {
    try (BoxReader reader = new BoxReader(pool, 4 << 10, 256L << 20)) {
      reader.read(state, boxes);
    }
  }

  private void requireSame(MemorySegment target, long bytes, Region region) {
    for (int dataset = 0; dataset < DATASETS; dataset += 97) {
      float found = target.get(ValueLayout.JAVA_FLOAT, (long) dataset * bytes);
      long chunk = (long) dataset * ARRAYS.size() * CHUNK_BYTES;
      float expected =
          cells.get(
              ValueLayout.JAVA_FLOAT,
              chunk + (region.start(0) * COLUMNS + region.start(1)) * Float.BYTES);
      if (found != expected) {
        throw new IllegalStateException(found + " for " + expected);
      }
    }
  }

  private void singles(Journal journal) throws Exception {
    try (SegmentedRevisions segments = open(journal, "singles");
        ExecutorService writers =
            Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (int round = 0; round < ROUNDS; round++) {
        String prefix = "r" + round + "-";
        long begin = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          int first = writer;
          all.add(
              writers.submit(() -> {
                for (int number = first; number < SINGLE_WRITES; number += WRITERS) {
                  single(segments, prefix + number);
                }
              }));
        }
        for (Future<?> each : all) {
          each.get();
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        segments.awaitMerged();
        System.out.printf(
            Locale.ROOT,
            "%d writers: %.0f datasets/s, forced; %d segments; floor of one writer: %.0f/s%n",
            WRITERS,
            SINGLE_WRITES / seconds,
            segments.segments(),
            forcesEachSecond());
      }
    }
  }

  private void single(SegmentedRevisions segments, String name) {
    StoreKey head = StoreKey.of(name, "zarr.json");
    StorePrefix place = new StorePrefix(name).child("temperature");
    byte[] chunk = new byte[ROWS * Float.BYTES];
    require(
        segments.commitAll(
            List.of(
                new HeadChange(
                    head,
                    Optional.empty(),
                    List.of(
                        new KeyChange.Put(head, segments.stage(ObjectBody.of(GROUP))),
                        new KeyChange.Put(
                            place.key("zarr.json"), segments.stage(ObjectBody.of(document()))),
                        new KeyChange.Put(
                            place.key("c/0"), segments.stage(ObjectBody.of(chunk))))))));
  }

  private double forcesEachSecond() throws IOException {
    Path file = root.resolve("floor");
    int forces = 200;
    long begin = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int force = 0; force < forces; force++) {
        channel.write(ByteBuffer.allocate(2_000));
        channel.force(false);
      }
    }
    Files.delete(file);
    return forces / ((System.nanoTime() - begin) / 1e9);
  }
}
