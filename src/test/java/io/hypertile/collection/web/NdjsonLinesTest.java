package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Bodies of lines come in groups and end at the limit with a line that says so. */
class NdjsonLinesTest {
  private static NdjsonLines lines(String body, int group) {
    return new NdjsonLines(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), group);
  }

  @Test
  void groupsHoldWhatWasAskedFor() throws IOException {
    NdjsonLines lines = lines("1\n\n2\n3\n\n\n4\n5", 2);
    List<Integer> sizes = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    List<Supplier<JsonNode>> documents = lines.next();
    while (!documents.isEmpty()) {
      sizes.add(documents.size());
      documents.forEach(document -> values.add(document.get().asInt()));
      documents = lines.next();
    }
    assertThat(sizes).containsExactly(2, 2, 1);
    assertThat(values).containsExactly(1, 2, 3, 4, 5);
    assertThat(lines.next()).isEmpty();
  }

  @Test
  void documentsBeyondTheLimitAreRefusedInOneLast() throws IOException {
    NdjsonLines lines = lines("1\n".repeat(2_000_005), 100_000);
    List<Supplier<JsonNode>> last = List.of();
    long count = 0;
    for (List<Supplier<JsonNode>> documents = lines.next();
        !documents.isEmpty();
        documents = lines.next()) {
      count += documents.size();
      last = documents;
    }
    assertThat(count).isEqualTo(2_000_001);
    Supplier<JsonNode> refused = last.getLast();
    assertThatThrownBy(refused::get)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE);
              assertThat(e.members()).containsEntry("body_line", 2_000_001L);
            });
  }
}
