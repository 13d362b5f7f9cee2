package io.hypertile.partition.web;

import io.hypertile.collection.PartitionService;
import io.hypertile.collection.web.CollectionText;
import io.hypertile.http.json.DocumentAnswers;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.export.PartitionedText;
import io.hypertile.schema.CollectionName;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Partitioned collections as people read them, at the address of their documents. */
@Component
final class PartitionTexts implements CollectionText {
  private static final MediaType TEXT = new MediaType("text", "plain", StandardCharsets.UTF_8);

  private final PartitionService partitions;
  private final DocumentAnswers answers;

  PartitionTexts(PartitionService partitions, DocumentAnswers answers) {
    this.partitions = partitions;
    this.answers = answers;
  }

  @Override
  public String format() {
    return "text";
  }

  @Override
  public ResponseEntity<byte[]> show(HttpServletRequest request) {
    CollectionName name = PartitionPaths.collection(request);
    PartitionService.Found found = partitions.require(name);
    try (PartitionsState state = found.partitions().open()) {
      List<PartitionKey> keys = state.keys(key -> true);
      long rows = 0;
      for (PartitionKey key : keys) {
        rows += state.partition(key).rows();
      }
      String text = new PartitionedText(name.text(), found.form(), keys.size(), rows).text();
      return answers.of(
          request,
          text.getBytes(StandardCharsets.UTF_8),
          state.version(keys).text() + ".text",
          TEXT);
    }
  }
}
