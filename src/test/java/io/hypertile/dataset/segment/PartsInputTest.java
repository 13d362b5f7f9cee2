package io.hypertile.dataset.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.store.ObjectBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartsInputTest {
  private final Random random = TestSeed.random();

  /** Bytes that have to be read, and come in pieces. */
  private ObjectBody read(byte[] bytes) {
    return new ObjectBody() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes) {
          @Override
          public int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(5_000)));
          }
        };
      }
    };
  }

  @Test
  void bodiesFollowOneAnotherHoweverTheyAreRead() throws IOException {
    for (int round = 0; round < 30; round++) {
      List<ObjectBody> parts = new ArrayList<>();
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      for (int part = random.nextInt(20); part > 0; part--) {
        byte[] bytes = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(200_000)];
        random.nextBytes(bytes);
        expected.write(bytes);
        parts.add(random.nextBoolean() ? ObjectBody.of(bytes) : read(bytes));
      }
      assertThat(bytes(new PartsInput(parts.iterator()))).isEqualTo(expected.toByteArray());
    }
  }

  /** Reads bytes one by one, into arrays and into memory, as it happens. */
  private byte[] bytes(PartsInput input) throws IOException {
    ByteArrayOutputStream found = new ByteArrayOutputStream();
    try (input;
        Arena arena = Arena.ofConfined()) {
      for (int count = 0; count >= 0; ) {
        byte[] some = new byte[1 + random.nextInt(100_000)];
        switch (random.nextInt(3)) {
          case 0 -> {
            int one = input.read();
            count = one < 0 ? -1 : 1;
            some[0] = (byte) one;
          }
          case 1 -> count = input.read(some, 0, some.length);
          default -> {
            ByteBuffer room = arena.allocate(some.length).asByteBuffer();
            count = input.read(room);
            room.flip().get(some, 0, Math.max(0, count));
          }
        }
        found.write(some, 0, Math.max(0, count));
      }
      assertThat(input.isOpen()).isTrue();
    }
    assertThat(input.isOpen()).isFalse();
    return found.toByteArray();
  }
}
