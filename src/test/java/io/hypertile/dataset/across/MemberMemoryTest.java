package io.hypertile.dataset.across;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.across.MemberMemory.Question;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemberMemoryTest {
  private static final ArrayName A = new ArrayName("a");

  private static FoundMembers members(int count) {
    return new FoundMembers(
        IntStream.range(0, count)
            .mapToObj(
                number -> new FoundMember(new DatasetName("dataset" + number), Optional.empty()))
            .toList());
  }

  private static Question question(long stamp, String where) {
    return new Question(stamp, A, List.of(Optional.empty(), Optional.of(where)));
  }

  @Test
  void membersAreThoseOfTheSameStateAndQuestion() {
    MemberMemory memory = new MemberMemory(1 << 20);
    FoundMembers found = members(3);
    memory.keep(question(1, "x > 1"), found);

    assertThat(memory.find(question(1, "x > 1")).orElseThrow()).isSameAs(found);
    assertThat(memory.find(question(2, "x > 1"))).isEmpty();
    assertThat(memory.find(question(1, "x > 2"))).isEmpty();
    assertThat(memory.find(new Question(1, new ArrayName("b"), question(1, "x > 1").which())))
        .isEmpty();
  }

  @Test
  void bytesAreBoundedAndThoseUsedLongestAgoGoFirst() {
    FoundMembers found = members(100);
    long one = found.bytes();
    MemberMemory memory = new MemberMemory(3 * one);
    memory.keep(question(1, ""), found);
    memory.keep(question(2, ""), found);
    memory.find(question(1, ""));
    memory.keep(question(3, ""), found);
    memory.keep(question(3, ""), found);

    assertThat(memory.find(question(1, ""))).isPresent();
    assertThat(memory.find(question(2, ""))).isEmpty();
    assertThat(memory.find(question(3, ""))).isPresent();
    assertThat(memory.bytes()).isLessThanOrEqualTo(3 * one);

    memory.keep(question(4, ""), members(1_000));
    assertThat(memory.find(question(4, ""))).isEmpty();
    memory.keep(question(4, "x".repeat((int) (2 * one))), members(1));
    assertThat(memory.find(question(1, ""))).isPresent();
  }

  private static ArrayDefinition definition(String text) {
    return new ArrayDefinition(
        A,
        DType.INT32,
        List.of("x"),
        Shape.of(1),
        Shape.of(1),
        Optional.empty(),
        Optional.empty(),
        new TypedAttributes(Map.of("text", new TypedValue.Text(text))));
  }

  private static FoundMembers declared(Supplier<ArrayDefinition> definitions) {
    return new FoundMembers(
        IntStream.range(0, 100)
            .mapToObj(number ->
                new FoundMember(
                    new DatasetName("dataset" + number),
                    Optional.of(new FoundArray(definitions.get(), new Version("1")))))
            .toList());
  }

  @Test
  void attributesOfDeclarationsCountOnceForAllThatShareOne() {
    String text = "x".repeat(60_000);
    assertThat(declared(() -> definition(text)).bytes()).isGreaterThan(100 * 60_000);
    ArrayDefinition shared = definition(text);
    assertThat(declared(() -> shared).bytes()).isBetween(60_000L, 4 * 60_000L);
  }
}
