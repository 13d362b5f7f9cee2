package io.hypertile.encode.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times as NumPy writes them. */
class TimeTextTest {
  @Test
  void countsAreWrittenAndReadAsNumpyDoes() throws Exception {
    List<String> lines;
    try (InputStream in = TimeTextTest.class.getResourceAsStream("/npy-cells/times.csv")) {
      lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
    assertThat(lines).hasSize(624);
    for (String line : lines) {
      String[] fields = line.split(",");
      CellType.TimePoint type = new CellType.TimePoint(CellTimeUnit.of(fields[0]).orElseThrow(), 1);
      long count = Long.parseLong(fields[1]);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      TextBuffer text = new TextBuffer();
      text.open(out);
      new TimeText(type).put(count, text);
      text.flush();
      assertThat(out.toString(StandardCharsets.US_ASCII)).as(line).isEqualTo(fields[2]);
      TimeReading reading = new TimeReading(fields[2].toCharArray(), 0, fields[2].length());
      assertThat(reading.parse()).as(line).isTrue();
      assertThat(reading.count(type)).as(line).isEqualTo(count);
    }
  }
}
