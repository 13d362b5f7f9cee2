package io.hypertile.zarr.cells;

import io.hypertile.AlternatingCalls;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.codec.ZstdCodec;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Reading arrays of 100 MB from S3 on the loopback interface, in turns with parallel GETs of the
 * same bytes, 8 MiB at a time at most, by the client of the JDK; alone, and with the codec decoding
 * on two threads what has come.
 */
public final class S3ReadBenchmark {
  private static final int CHUNKS = 64;
  private static final Shape SHAPE = Shape.of(CHUNKS, 400, 976);
  private static final long CHUNK_BYTES = 400 * 976 * Float.BYTES;
  private static final int SHARD = 16;
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
  private final MemorySegment decoded;
  private final ZstdCodec codec = new ZstdCodec(3, false);
  private final Map<String, List<Part>> parts = new LinkedHashMap<>();

  /** A range of an object of the bucket. */
  private record Part(String key, long from, long stop, long size) {}

  /** Bytes of an object that have come; those of all of them are decoded. */
  private record Coming(long place, long size, AtomicLong left) {}

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
    this.decoded = arena.allocate(cells.byteSize(), 64);
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
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        ExecutorService decoders = Executors.newFixedThreadPool(2)) {
      S3ReadBenchmark bench = new S3ReadBenchmark(server, pool, arena);
      bench.make("plain", 1, PLAIN);
      bench.make("chunked", 1, ZSTD);
      bench.make(
          "sharded",
          SHARD,
          "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [1, 400, 976],"
              + " \"codecs\": ["
              + ZSTD
              + "], \"index_codecs\": ["
              + PLAIN
              + ", {\"name\": \"crc32c\"}]}}");
      AlternatingCalls turns = new AlternatingCalls(5, 20);
      for (String name : bench.parts.keySet()) {
        turns.add("GET " + name, () -> bench.get(name, threads, part -> {}));
        if (!name.equals("plain")) {
          turns.add("decode " + name, () -> bench.getAndDecode(name, threads, decoders));
        }
        turns.add("read " + name, () -> bench.read(name));
      }
      turns.run();
      for (String name : bench.parts.keySet()) {
        turns.print("GET " + name);
        if (!name.equals("plain")) {
          turns.print("decode " + name, "GET " + name);
          turns.print("read " + name, "decode " + name);
        }
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
              long stop = Math.min(object.size(), from + PART);
              made.add(new Part(object.key().text(), from, stop, object.size()));
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

  private void get(String name, ExecutorService threads, Consumer<Part> whenCome) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    long at = 0;
    for (Part part : parts.get(name)) {
      long place = at;
      running.add(
          threads.submit(() -> {
            get(part, place);
            whenCome.accept(part);
            return true;
          }));
      at += part.stop() - part.from();
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  /** The same requests, and chunks decoded as soon as their objects have come. */
  private void getAndDecode(String name, ExecutorService threads, ExecutorService decoders)
      throws Exception {
    Map<String, Coming> coming = new HashMap<>();
    long at = 0;
    for (Part part : parts.get(name)) {
      if (part.from() == 0) {
        coming.put(part.key(), new Coming(at, part.size(), new AtomicLong(part.size())));
        at += part.size();
      }
    }
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> decoding = Collections.synchronizedList(new ArrayList<>());
    get(
        name,
        threads,
        part -> {
          Coming object = coming.get(part.key());
          if (object.left().addAndGet(part.from() - part.stop()) == 0) {
            for (MemorySegment frame : frames(target.asSlice(object.place(), object.size()))) {
              decoding.add(decoders.submit(() -> decode(frame, next.getAndIncrement())));
            }
          }
        });
    for (Future<?> each : List.copyOf(decoding)) {
      each.get();
    }
  }

  /** The chunks of an object: itself, or those that the index at its end names. */
  private static List<MemorySegment> frames(MemorySegment object) {
    if (object.byteSize() < 2 * CHUNK_BYTES) {
      return List.of(object);
    }
    long index = object.byteSize() - SHARD * 16 - Integer.BYTES;
    return IntStream.range(0, SHARD)
        .mapToObj(chunk -> {
          long offset = object.get(ValueLayout.JAVA_LONG_UNALIGNED, index + chunk * 16L);
          long length = object.get(ValueLayout.JAVA_LONG_UNALIGNED, index + chunk * 16L + 8);
          return object.asSlice(offset, length);
        })
        .toList();
  }

  private Void decode(MemorySegment frame, int number) throws Exception {
    codec.decode(frame, decoded.asSlice(number * CHUNK_BYTES, CHUNK_BYTES));
    return null;
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
