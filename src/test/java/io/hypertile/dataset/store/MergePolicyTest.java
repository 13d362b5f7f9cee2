package io.hypertile.dataset.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSeed.class)
class MergePolicyTest {
  private int number;

  private Segment segment(long bytes) {
    number++;
    return new Segment(number, SegmentIds.next(), bytes, 1);
  }

  @RepeatedTest(10)
  void segmentsStayFewAndBytesAreCopiedOnceForEachSize(RepetitionInfo repetition) {
    Random random = TestSeed.random(repetition.getCurrentRepetition());
    List<Segment> segments = new ArrayList<>();
    long added = 0;
    long copied = 0;
    while (added < MergePolicy.LARGE / 2) {
      long bytes = 1 + (long) Math.exp(random.nextDouble() * Math.log(1 << 20));
      segments.add(segment(bytes));
      added += bytes;
      List<Segment> chosen = MergePolicy.choose(segments, MergePolicy.MOST);
      while (!chosen.isEmpty()) {
        long sum = chosen.stream().mapToLong(Segment::bytes).sum();
        copied += sum;
        int at = segments.indexOf(chosen.getFirst());
        segments.subList(at, at + chosen.size()).clear();
        segments.add(at, segment(sum));
        chosen = MergePolicy.choose(segments, MergePolicy.MOST);
      }
      assertThat(segments).hasSizeLessThan(MergePolicy.MOST * MergePolicy.MOST);
    }
    // 16 KiB to 256 MiB are six sizes; a run of many small ones is copied out of turn at times.
    assertThat((double) copied / added).isLessThan(8);
  }
}
