package io.hypertile.zarr.cells;

import io.hypertile.AlternatingCalls;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Depth;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.layer.HedgedStore;
import io.hypertile.store.layer.MeteredStore;
import io.hypertile.store.layer.RetryRules;
import io.hypertile.store.layer.RetryingStore;
import io.hypertile.store.s3.S3Access;
import io.hypertile.store.s3.S3Address;
import io.hypertile.store.s3.S3Server;
import io.hypertile.store.s3.S3Stores;
import io.hypertile.zarr.NodeDocument;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reading arrays of 100 MB from S3 on the loopback interface, in turns with parallel GETs of the
 * same bytes, 8 MiB at a time at most, by the client of the JDK.
 */
public final class S3ReadBenchmark {
  private static final int CHUNKS = 64;
  private static final Shape SHAPE = Shape.of(CHUNKS, 400, 976);
  private static final long PART = 8 << 20;
  private static final int AT_ONCE = 16;
  private static final String PLAIN =
      "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}}";
  private static final String ZSTD =
      PLAIN + ", {\"name\": \"zstd\", \"configuration\": {\"level\": 3, \"checksum\": false}}";

  private final S3Server server;
  private final Store store;
  private final ZarrArrays arrays;
  private final MemorySegment cells;
  private final MemorySegment target;
  private final Map<String, List<Part>> parts = new LinkedHashMap<>();

  /** A range of an object of the bucket. */
  private record Part(String key, long from, long stop) {}

  private S3ReadBenchmark(S3Server server, CodecPool pool, Arena arena) {
    this.server = server;
    this.store =
        new RetryingStore(
            new HedgedStore(
                new MeteredStore(
                    S3Stores.open(
                        "bench",
                        new S3Address(S3Server.BUCKET, StorePrefix.ROOT),
                        S3Access.of(
                            Map.of(
                                "AWS_ENDPOINT_URL",
                                server.address().toString(),
                                "AWS_REGION",
                                "us-east-1")),
                        true))),
            RetryRules.USUAL);
    this.arrays =
        new ZarrArrays(
            new CommittedRevisions(store, true),
            pool,
            ZarrArrays.FAR_AWAY,
            () -> {
              throw new IllegalStateException("no room for cells");
            });
    this.cells = arena.allocate(SHAPE.cells() * Float.BYTES, 64);
    this.target = arena.allocate(cells.byteSize(), 64);
    Random random = new Random(1);
    for (long at = 0; at < SHAPE.cells(); at++) {
      double wave = 15 + 10 * Math.sin(at / 976.0) + random.nextGaussian();
      cells.setAtIndex(ValueLayout.JAVA_FLOAT, at, Math.round(wave * 100) / 100f);
    }
  }

  /** Prints the figures. */
  public static void main(String[] arguments) throws Exception {
    try (S3Server server = S3Server.usual();
        CodecPool pool = ZarrStores.pool();
        Arena arena = Arena.ofShared();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      S3ReadBenchmark bench = new S3ReadBenchmark(server, pool, arena);
      bench.make("plain", 1, PLAIN);
      bench.make("chunked", 1, ZSTD);
      bench.make(
          "sharded",
          16,
          "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [1, 400, 976],"
              + " \"codecs\": ["
              + ZSTD
              + "], \"index_codecs\": ["
              + PLAIN
              + ", {\"name\": \"crc32c\"}]}}");
      AlternatingCalls turns = new AlternatingCalls(5, 20);
      for (String name : bench.parts.keySet()) {
        turns
            .add("GET " + name, () -> bench.get(name, threads))
            .add("read " + name, () -> bench.read(name));
      }
      turns.run();
      for (String name : bench.parts.keySet()) {
        turns.print("GET " + name);
        turns.print("read " + name, "GET " + name);
      }
    }
  }

  private void make(String name, int rows, String codecs) {
    StorePrefix objects = new StorePrefix(".hypertile").child("objects");
    List<String> before = keys(objects);
    String document =
        """
        {"zarr_format": 3, "node_type": "array", "shape": [64, 400, 976], "data_type": "float32",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [%d, 400, 976]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": 0, "codecs": [%s]}
        """
            .formatted(rows, codecs);
    StorePrefix place = new StorePrefix(name);
    arrays.create(place, NodeDocument.parse("bench", document.getBytes(StandardCharsets.UTF_8)));
    ByteBuffer bytes = cells.asByteBuffer();
    CellSource source =
        to -> {
          int count = Math.min(bytes.remaining(), to.remaining());
          to.put(bytes.slice().limit(count));
          bytes.position(bytes.position() + count);
          return count == 0 ? -1 : count;
        };
    arrays.write(place, Region.whole(SHAPE), source, Precondition.NONE);
    List<Part> made = new ArrayList<>();
    store
        .list(objects, Optional.empty(), 1_000, Depth.ALL)
        .objects()
        .forEach(object -> {
          if (!before.contains(object.key().text())) {
            for (long from = 0; from < object.size(); from += PART) {
              made.add(new Part(object.key().text(), from, Math.min(object.size(), from + PART)));
            }
          }
        });
    parts.put(name, made);
    read(name);
    if (target.mismatch(cells) >= 0) {
      throw new IllegalStateException("other cells");
    }
  }

  private List<String> keys(StorePrefix objects) {
    return store.list(objects, Optional.empty(), 1_000, Depth.ALL).objects().stream()
        .map(object -> object.key().text())
        .toList();
  }

  private void read(String name) {
    try (ZarrCells array = arrays.cells(new StorePrefix(name))) {
      array.read(Region.whole(SHAPE), target);
    }
  }

  private void get(String name, ExecutorService threads) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    long at = 0;
    for (Part part : parts.get(name)) {
      long place = at;
      running.add(
          threads.submit(() -> {
            get(part, place);
            return true;
          }));
      at += part.stop() - part.from();
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  private void get(Part part, long place) throws Exception {
    URI uri = server.address().resolve("/" + S3Server.BUCKET + "/" + part.key());
    HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
    call.setRequestProperty("Range", "bytes=" + part.from() + "-" + (part.stop() - 1));
    call.setRequestProperty(
        "Authorization", "AWS4-HMAC-SHA256 Credential=x SignedHeaders=host;x-amz-date Signature=x");
    call.setRequestProperty("x-amz-date", "now");
    call.setRequestProperty("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    byte[] step = new byte[1 << 16];
    long done = 0;
    try (InputStream in = call.getInputStream()) {
      for (int count = in.read(step); count >= 0; count = in.read(step)) {
        MemorySegment.copy(step, 0, target, ValueLayout.JAVA_BYTE, place + done, count);
        done += count;
      }
    }
    if (done != part.stop() - part.from()) {
      throw new IllegalStateException(done + " bytes");
    }
  }
}
