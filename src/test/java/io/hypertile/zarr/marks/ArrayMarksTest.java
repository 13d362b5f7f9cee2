package io.hypertile.zarr.marks;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.schema.ArrayId;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StorePrefix;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Marks tell what two looks have found differently, also after they were kept as bytes. */
class ArrayMarksTest {
  private static ArrayId id(Random random) {
    String text = new UUID(random.nextLong(4), random.nextLong(4) << 60).toString();
    return new ArrayId(random.nextBoolean() ? text : text.toUpperCase(Locale.ROOT));
  }

  private static ArrayMarks marks(Set<ArrayId> ids) {
    ArrayMarks.Look look = new ArrayMarks.Look();
    ids.forEach(look::add);
    assertThat(look.size()).isEqualTo(ids.size());
    return look.end();
  }

  @Test
  void idsThatOneOfTwoLooksHasAreTold() {
    Random random = TestSeed.random();
    for (int round = 0; round < 200; round++) {
      Set<ArrayId> before = new TreeSet<>();
      Set<ArrayId> after = new TreeSet<>();
      for (int each = 0; each < random.nextInt(40); each++) {
        ArrayId id = id(random);
        if (random.nextInt(4) > 0) {
          before.add(id);
        }
        if (random.nextInt(4) > 0) {
          after.add(id);
        }
      }
      Set<ArrayId> meant = new HashSet<>(before);
      meant.removeAll(after);
      after.stream().filter(id -> !before.contains(id)).forEach(meant::add);
      Set<ArrayId> told = new HashSet<>();
      marks(after).addDifferent(marks(before), told);
      assertThat(told).isEqualTo(meant);
      Set<ArrayId> kept = new HashSet<>();
      ArrayMarks.of(marks(after).bytes()).orElseThrow().addDifferent(marks(before), kept);
      assertThat(kept).isEqualTo(meant);
    }
  }

  @Test
  void idsOfMixedCaseComeBackAsTheyWere() {
    ArrayId mixed = new ArrayId("6A2f41a3-c54C-4ce8-95a8-6a6a4a3d4d5E");
    Set<ArrayId> told = new HashSet<>();
    marks(Set.of(mixed)).addDifferent(marks(Set.of()), told);
    assertThat(told).containsExactly(mixed);
  }

  @Test
  void aStateIsKnownByItsPlaceAndItsVersion() {
    ArrayMarks.Look look = new ArrayMarks.Look();
    long[] states = new long[100];
    for (int at = 0; at < states.length; at++) {
      states[at] = look.add(new StorePrefix("a/" + at), new ObjectVersion("v" + at % 3));
    }
    assertThat(look.states()).isEqualTo(states.length);
    assertThat(Arrays.stream(states).distinct().count()).isEqualTo(states.length);
    ArrayMarks marks = ArrayMarks.of(look.end().bytes()).orElseThrow();
    assertThat(Arrays.stream(states).allMatch(marks::has)).isTrue();
    ArrayMarks.Look other = new ArrayMarks.Look();
    assertThat(marks.has(other.add(new StorePrefix("a/1"), new ObjectVersion("v2")))).isFalse();
    assertThat(marks.has(other.add(new StorePrefix("b/1"), new ObjectVersion("v1")))).isFalse();
    assertThat(marks.has(other.add(new StorePrefix("a/1"), new ObjectVersion("v1")))).isTrue();
  }

  @Test
  void bytesThatAreNoMarksAreRefused() {
    ArrayMarks.Look look = new ArrayMarks.Look();
    look.add(id(TestSeed.random()));
    look.add(new StorePrefix("a"), new ObjectVersion("v"));
    byte[] bytes = look.end().bytes();
    assertThat(ArrayMarks.of(bytes).orElseThrow().size()).isOne();
    for (int length = 0; length < bytes.length; length++) {
      assertThat(ArrayMarks.of(Arrays.copyOf(bytes, length))).isEmpty();
    }
    for (int at = 0; at < 12; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) 0x81;
      assertThat(ArrayMarks.of(damaged)).isEmpty();
    }
  }
}
