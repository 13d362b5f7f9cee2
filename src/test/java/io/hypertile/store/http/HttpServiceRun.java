package io.hypertile.store.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.store.ByteRange;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Reading files through a server that runs already, at the address in {@code hypertile.test.http},
 * of the directory in {@code hypertile.test.http.files}. Started by name; see {@code
 * src/test/interop/test_stores.py}.
 */
class HttpServiceRun {
  private static final Path FILES = Path.of(System.getProperty("hypertile.test.http.files", "."));

  @Test
  void filesAreFoundAndReadByRanges() throws Exception {
    HttpAddress address = HttpAddress.parse(System.getProperty("hypertile.test.http"));
    StoreKey key = new StoreKey("a b/ä+c&d#e.bin");
    byte[] bytes = new byte[20_000_000];
    TestSeed.random().nextBytes(bytes);
    Files.createDirectories(FILES.resolve("a b"));
    Files.write(FILES.resolve(key.text()), bytes);
    try (Store store = HttpStores.open("test", address, Duration.ofSeconds(10))) {
      assertThat(store.check()).isEqualTo(new CheckResult.Usable());
      StoredObject found = store.find(key).orElseThrow();
      assertThat(found.size()).isEqualTo(bytes.length);
      assertThat(store.load(key, bytes.length).orElseThrow().bytes()).isEqualTo(bytes);
      assertThat(store.find(new StoreKey("a b/none"))).isEmpty();
      assertThat(store.load(new StoreKey("none"), 10)).isEmpty();

      Random random = TestSeed.random(1);
      List<Piece> pieces =
          random
              .ints(20, 0, bytes.length - 100_000)
              .mapToObj(from -> piece(new ByteRange.Span(from, random.nextInt(1, 100_000))))
              .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
      pieces.add(piece(new ByteRange.Suffix(1_234)));
      pieces.add(piece(new ByteRange.Span(0, bytes.length)));
      assertThat(store.read(key, pieces, Optional.of(found.version())))
          .isEqualTo(new ReadResult.Read(found.version(), bytes.length));
      for (Piece piece : pieces) {
        ByteRange.Span span = piece.range().within(bytes.length).orElseThrow();
        assertThat(piece.target().toArray(ValueLayout.JAVA_BYTE))
            .isEqualTo(Arrays.copyOfRange(bytes, (int) span.offset(), (int) span.stop()));
      }
      assertThat(
              store.read(
                  key, List.of(piece(new ByteRange.Span(bytes.length, 1))), Optional.empty()))
          .isEqualTo(new ReadResult.TooShort(bytes.length));
    }
  }

  private static Piece piece(ByteRange range) {
    return new Piece(range, MemorySegment.ofArray(new byte[(int) range.length()]));
  }
}
