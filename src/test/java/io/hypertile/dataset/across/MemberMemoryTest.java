package io.hypertile.dataset.across;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.across.MemberMemory.Question;
import java.util.List;
import java.util.Optional;
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
}
