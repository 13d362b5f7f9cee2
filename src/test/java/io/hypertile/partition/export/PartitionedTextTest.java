package io.hypertile.partition.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.partition.Vectors;
import io.hypertile.partition.engine.PartitionFixture;
import io.hypertile.partition.schema.PartitionedForm;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PartitionedTextTest {
  private static final PartitionedForm FORM =
      PartitionFixture.form(
          JsonMapper.shared()
              .readTree(
                  """
                  {"format_version": 1, "axis": "time",
                   "partitioning": {"name": "date", "variable": "time", "resolution": "D"},
                   "schema": {"name": "/", "attrs": {"title": "tracks", "level": 2},
                     "dimensions": [{"name": "time", "size": null}, {"name": "x_ac", "size": 240}],
                     "variables": [
                       {"name": "time", "dtype": "<M8[s]", "dimensions": ["time"]},
                       {"name": "ssh", "dtype": "<f4", "dimensions": ["time", "x_ac"]}],
                     "groups": [{"name": "data_01", "groups": [{"name": "ku", "variables":
                       [{"name": "power", "dtype": "<i2", "dimensions": ["time"]},
                        {"name": "lut", "dtype": "<f8", "dimensions": ["x_ac"]}]}]}]}}
                  """));

  @Test
  void sizesAreThoseOfThePackage() {
    for (JsonNode vector : Vectors.of("format_bytes")) {
      assertThat(ByteSizes.text(vector.get(0).asDouble())).isEqualTo(vector.get(1).asString());
    }
    assertThat(ByteSizes.text(1023)).isEqualTo("1023 B");
    assertThat(ByteSizes.text(0x1p70)).isEqualTo("1048576.00 PB");
  }

  @Test
  void groupsHaveTheBytesOfTheirTrees() {
    PartitionedText text = new PartitionedText("tracks", FORM, 3, 100_000);
    assertThat(text.bytes("data_01/")).isEqualTo(100_000 * 2 + 240 * 8);
    assertThat(text.bytes("")).isEqualTo(100_000 * (8 + 240 * 4 + 2) + 240 * 8);
  }

  @Test
  void textIsThatOfThePackage() {
    assertThat(new PartitionedText("tracks", FORM, 3, 100_000).text())
        .isEqualTo(
            """
            <hypertile partitioned 'tracks'> Size: 92.51 MB
              Dimensions: (time: 100000, x_ac: 240)
              Partitions: 3, by year, month, day along time
            Data variables:
                time (time)        datetime64[s]  781.25 kB
                ssh  (time, x_ac)  float32        91.55 MB
            Attributes:
                title: tracks
                level: 2
            Groups:
                data_01  197.19 kB  (0 variables, 1 subgroup)
            """);
  }

  @Test
  void longLinesAreCut() {
    String name = "n".repeat(200);
    assertThat(new PartitionedText(name, FORM, 0, 0).text().lines())
        .allMatch(line -> line.length() <= 120);
  }
}
