package io.hypertile.encode.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Times as NumPy writes them. */
class TimeTextTest {
  @Test
  void firstAndLastNanosecondsAreRead() {
    CellType.TimePoint type = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
    Map<String, Long> times =
        Map.of(
            "1677-09-21T00:12:43.145224193Z", Long.MIN_VALUE + 1,
            "1677-09-21T00:12:43.145224194Z", Long.MIN_VALUE + 2,
            "1677-09-21T00:12:43.145224191Z", CellText.NAT,
            "2262-04-11T23:47:16.854775807Z", Long.MAX_VALUE,
            "2262-04-11T23:47:16.854775808Z", CellText.NAT);
    times.forEach((text, count) -> {
      TimeReading reading = new TimeReading(text.toCharArray(), 0, text.length());
      assertThat(reading.parse()).as(text).isTrue();
      assertThat(reading.count(type)).as(text).isEqualTo(count);
    });
  }

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
